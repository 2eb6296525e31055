// What the AI SDK does over Bedrock's Converse, with its own provider for it.

import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { embed, generateText, streamText } from 'ai';
import { checksOf } from './ai_checks.mjs';
import { assert, run } from './checking.mjs';

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const NOVA = 'us.amazon.nova-lite-v1:0';

function connect(fetch) {
  return createAmazonBedrock({
    region: 'us-east-1',
    baseURL: process.env.MOCK_URL,
    accessKeyId: 'AKID',
    secretAccessKey: 'secret',
    fetch,
  });
}

const checks = {};
// JSON without a schema is asked for in words alone.
for (const name of [CLAUDE, NOVA]) {
  Object.assign(checks, checksOf(name, (fetch) => connect(fetch)(name), 'json'));
}

function asking(prompt, options) {
  const model = connect()(CLAUDE);
  return { model, prompt, providerOptions: { bedrock: options }, maxRetries: 0 };
}

checks.thinks = async () => {
  const asked = asking('Hello', { reasoningConfig: { type: 'enabled', budgetTokens: 2000 } });
  assert.ok((await generateText(asked)).reasoningText);
  assert.ok(await streamText(asked).reasoningText);
};

checks.caches = async () => {
  const point = { bedrock: { cachePoint: { type: 'default' } } };
  const system = { role: 'system', content: 'Be brief. '.repeat(800), providerOptions: point };
  const asked = { ...asking('Hello'), instructions: system };
  await generateText(asked);
  const { usage } = await generateText(asked);
  assert.ok(usage.inputTokenDetails.cacheReadTokens > 1024, JSON.stringify(usage));
};

// The provider looks for it where streams have it, of whole answers too.
checks['stop sequence'] = async () => {
  const done = streamText({ ...asking('Hello'), stopSequences: [' '] });
  assert.equal(await done.finishReason, 'stop');
  assert.equal((await done.providerMetadata).bedrock.stopSequence, ' ');
};

checks.guardrail = async () => {
  const guardrailConfig = {
    guardrailIdentifier: '5zwrmdlsra2e', guardrailVersion: 'DRAFT', trace: 'enabled',
  };
  const done = await generateText(asking('Hello', { guardrailConfig }));
  const { trace } = done.providerMetadata.bedrock;
  assert.ok(trace.guardrail.inputAssessment['5zwrmdlsra2e'], JSON.stringify(trace));
};

for (const [name, size] of [['amazon.titan-embed-text-v2:0', 1024], ['cohere.embed-english-v3', 1024]]) {
  checks[`embeddings ${name}`] = async () => {
    const model = connect().embedding(name);
    const done = await embed({ model, value: 'one', maxRetries: 0 });
    assert.equal(done.embedding.length, size);
    assert.ok(done.usage.tokens > 0);
  };
}

await run(checks);
