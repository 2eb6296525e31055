// What the AI SDK does over both of OpenAI's APIs: texts, streams, tools, objects, embeddings.

import { createOpenAI } from '@ai-sdk/openai';
import { Output, embedMany, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { BASE_URL, KEY, assert, failingFirst, run } from './checking.mjs';

const openai = createOpenAI({ baseURL: BASE_URL, apiKey: KEY });
const PARIS = 'What is the weather in Paris?';
const Person = z.object({ name: z.string(), age: z.number().int() });
const checks = {};

function weather(asked) {
  return tool({
    description: 'Tell the weather of a city.',
    inputSchema: z.object({ city: z.string(), unit: z.enum(['celsius', 'kelvin']).nullable() }),
    execute: async ({ city }) => {
      asked.push(city);
      return '22 degrees';
    },
  });
}

for (const api of ['chat', 'responses']) {
  for (const name of ['gpt-4o', 'gpt-5']) {
    const model = openai[api](name);
    const label = `${api} ${name}`;

    checks[`${label} text`] = async () => {
      const done = await generateText({ model, prompt: 'Hello', maxRetries: 0 });
      assert.ok(done.text);
      assert.equal(done.finishReason, 'stop');
      assert.ok(done.usage.outputTokens > 0);
      assert.deepEqual(done.warnings ?? [], []);
    };

    checks[`${label} streamed`] = async () => {
      const done = streamText({ model, prompt: 'Hello', maxRetries: 0 });
      let text = '';
      for await (const part of done.textStream) text += part;
      assert.equal(text, await done.text);
      assert.ok((await done.usage).outputTokens > 0);
    };

    checks[`${label} tools`] = async () => {
      const asked = [];
      const tools = { getWeather: weather(asked) };
      const stopWhen = stepCountIs(5);
      const done = await generateText({ model, prompt: PARIS, tools, stopWhen, maxRetries: 0 });
      assert.deepEqual(asked, ['Paris']);
      assert.equal(done.steps.length, 2);
      assert.ok(done.text);
    };

    checks[`${label} tools streamed`] = async () => {
      const asked = [];
      const tools = { getWeather: weather(asked) };
      const stopWhen = stepCountIs(5);
      const done = streamText({ model, prompt: PARIS, tools, stopWhen, maxRetries: 0 });
      const kinds = [];
      for await (const part of done.stream ?? done.fullStream) kinds.push(part.type);
      assert.deepEqual(asked, ['Paris']);
      assert.ok(kinds.includes('tool-result') && kinds.includes('text-delta'), `${kinds}`);
      assert.ok(!kinds.includes('error'), `${kinds}`);
    };

    checks[`${label} required tool`] = async () => {
      const asked = [];
      const tools = { getWeather: weather(asked) };
      const further = { toolChoice: 'required', stopWhen: stepCountIs(1), maxRetries: 0 };
      const done = await generateText({ model, prompt: PARIS, tools, ...further });
      assert.deepEqual(asked, ['Paris']);
      assert.equal(done.finishReason, 'tool-calls');
    };

    checks[`${label} object`] = async () => {
      const output = Output.object({ schema: Person });
      const prompt = 'Anna Berg is 34 years old.';
      const done = await generateText({ model, output, prompt, maxRetries: 0 });
      assert.deepEqual(done.output, { name: 'Anna Berg', age: 34 });
    };

    checks[`${label} array streamed`] = async () => {
      const output = Output.array({ element: Person });
      const done = streamText({ model, output, prompt: 'Anna is 34.', maxRetries: 0 });
      for await (const _ of done.partialOutputStream);
      z.array(Person).parse(await done.output);
    };

    checks[`${label} choice`] = async () => {
      const output = Output.choice({ options: ['sunny', 'rainy'] });
      const done = await generateText({ model, output, prompt: 'It is rainy.', maxRetries: 0 });
      assert.equal(done.output, 'rainy');
    };

    checks[`${label} json`] = async () => {
      const prompt = 'Return JSON with keys setup and punchline.';
      const done = await generateText({ model, output: Output.json(), prompt, maxRetries: 0 });
      assert.deepEqual(Object.keys(done.output), ['setup', 'punchline']);
    };

    checks[`${label} error`] = async () => {
      const [failing, count] = failingFirst();
      const again = createOpenAI({ baseURL: BASE_URL, apiKey: KEY, fetch: failing });
      const done = await generateText({ model: again[api](name), prompt: 'Hello' });
      assert.ok(done.text);
      assert.equal(count(), 2);
    };
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
