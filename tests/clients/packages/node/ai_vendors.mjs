// What the AI SDK does over other vendors' own APIs, each with its own provider.

import { createAnthropic } from '@ai-sdk/anthropic';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createXai } from '@ai-sdk/xai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { embedMany, generateText, streamText } from 'ai';
import { checksOf } from './ai_checks.mjs';
import { KEY, assert, run } from './checking.mjs';

const ROOT = process.env.MOCK_URL;
// The base path of each provider, what makes it, its models, and what they are not asked for:
// the SDK asks Claude for JSON by a schema alone, and reads of xAI's responses no end of tokens.
const PROVIDERS = {
  anthropic: ['/anthropic/v1', createAnthropic, ['claude-sonnet-4-5', 'claude-opus-4-1'], 'json'],
  google: ['/gemini/v1beta', createGoogleGenerativeAI, ['gemini-2.5-flash', 'gemini-3-flash-preview']],
  deepseek: ['/deepseek/v1', createDeepSeek, ['deepseek-chat']],
  groq: ['/groq/openai/v1', createGroq, ['llama-3.3-70b-versatile', 'openai/gpt-oss-20b']],
  mistral: ['/mistral/v1', createMistral, ['mistral-small-latest']],
  xai: ['/xai/v1', createXai, ['grok-4'], 'cut'],
  'xai chat': ['/xai/v1', named('xai'), ['grok-4']],
  openrouter: ['/openrouter/api/v1', createOpenRouter, ['openai/gpt-4o']],
  vllm: ['/vllm/v1', named('vllm'), ['llama']],
  ollama: ['/ollama/v1', named('ollama'), ['qwen3']],
};

function named(name) {
  const further = { name, includeUsage: true, supportsStructuredOutputs: true };
  return (options) => createOpenAICompatible({ ...further, ...options });
}

function connect(provider, fetch) {
  const [path, create] = PROVIDERS[provider];
  return create({ baseURL: ROOT + path, apiKey: KEY, fetch });
}

const checks = {};
for (const [provider, [, , names, ...without]] of Object.entries(PROVIDERS)) {
  for (const name of names) {
    const made = (fetch) => connect(provider, fetch)(name);
    Object.assign(checks, checksOf(`${provider} ${name}`, made, ...without));
  }
}

checks['anthropic thinks'] = async () => {
  const thinking = { type: 'enabled', budgetTokens: 2000 };
  const model = connect('anthropic')('claude-sonnet-4-5');
  const asked = { model, prompt: 'Hello', providerOptions: { anthropic: { thinking } } };
  const done = await generateText({ ...asked, maxRetries: 0 });
  assert.ok(done.reasoningText);
  const streamed = streamText({ ...asked, maxRetries: 0 });
  assert.ok(await streamed.reasoningText);
};

checks['google thinks'] = async () => {
  const thinkingConfig = { includeThoughts: true, thinkingBudget: 1024 };
  const model = connect('google')('gemini-2.5-flash');
  const asked = { model, prompt: 'Hello', providerOptions: { google: { thinkingConfig } } };
  assert.ok((await generateText({ ...asked, maxRetries: 0 })).reasoningText);
  assert.ok(await streamText({ ...asked, maxRetries: 0 }).reasoningText);
};

checks['google embeddings'] = async () => {
  const model = connect('google').embedding('gemini-embedding-001');
  const done = await embedMany({ model, values: ['one', 'two'], maxRetries: 0 });
  assert.deepEqual(done.embeddings.map((one) => one.length), [3072, 3072]);
};

checks['mistral embeddings'] = async () => {
  const model = connect('mistral').embedding('mistral-embed');
  const done = await embedMany({ model, values: ['one', 'two'], maxRetries: 0 });
  assert.equal(done.embeddings.length, 2);
};

await run(checks);
