// What the AI SDK does over both of OpenAI's APIs, and by what OpenAI alone has.

import { createOpenAI } from '@ai-sdk/openai';
import { embedMany, generateText } from 'ai';
import { checksOf } from './ai_checks.mjs';
import { BASE_URL, KEY, assert, run } from './checking.mjs';

const connect = (fetch) => createOpenAI({ baseURL: BASE_URL, apiKey: KEY, fetch });
const openai = connect();
const checks = {};

// Responses are never shorter than 16 tokens.
for (const [api, ...without] of [['chat'], ['responses', 'cut']]) {
  for (const name of ['gpt-4o', 'gpt-5']) {
    const made = (fetch) => connect(fetch)[api](name);
    Object.assign(checks, checksOf(`${api} ${name}`, made, ...without));
  }
}

checks.embeddings = async () => {
  const model = openai.embedding('text-embedding-3-small');
  const done = await embedMany({ model, values: ['one', 'two'] });
  assert.deepEqual(done.embeddings.map((one) => one.length), [1536, 1536]);
  assert.equal(done.usage.tokens, 2);
};

checks.completion = async () => {
  const model = openai.completion('gpt-3.5-turbo-instruct');
  assert.ok((await generateText({ model, prompt: 'One', maxRetries: 0 })).text);
};

checks['web search'] = async () => {
  const tools = { web_search: openai.tools.webSearch({}) };
  const prompt = 'Search the web for news of today';
  const model = openai.responses('gpt-5');
  const done = await generateText({ model, prompt, tools, maxRetries: 0 });
  assert.ok(done.text);
  assert.equal(done.toolCalls[0].toolName, 'web_search');
};

await run(checks);
