// What the AI SDK is held to, whoever answers: texts, streams, tools, objects, errors.

import { Output, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { assert, failingFirst } from './checking.mjs';

const PARIS = 'What is the weather in Paris?';
const Person = z.object({ name: z.string(), age: z.number().int() });

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

function checkUsage({ inputTokens, outputTokens, totalTokens }) {
  assert.ok(inputTokens > 0 && outputTokens > 0, `${inputTokens} ${outputTokens}`);
  assert.equal(totalTokens, inputTokens + outputTokens);
}

// Checks of a model, which `connect` makes for a fetch, but those named after it; each has the
// label before its name.
export function checksOf(label, connect, ...without) {
  const model = connect();
  const checks = {
    async text() {
      const done = await generateText({ model, prompt: 'Hello', maxRetries: 0 });
      assert.ok(done.text);
      assert.equal(done.finishReason, 'stop');
      assert.deepEqual(done.warnings ?? [], []);
      checkUsage(done.usage);
    },

    async cut() {
      const done = await generateText({ model, prompt: 'Hi', maxOutputTokens: 3, maxRetries: 0 });
      assert.equal(done.finishReason, 'length');
    },

    async streamed() {
      const done = streamText({ model, prompt: 'Hello', maxRetries: 0 });
      let text = '';
      for await (const part of done.textStream) text += part;
      assert.equal(text, await done.text);
      assert.ok(text);
      checkUsage(await done.usage);
    },

    async tools() {
      const asked = [];
      const tools = { getWeather: weather(asked) };
      const stopWhen = stepCountIs(5);
      const done = await generateText({ model, prompt: PARIS, tools, stopWhen, maxRetries: 0 });
      assert.deepEqual(asked, ['Paris']);
      assert.equal(done.steps.length, 2);
      assert.ok(done.text);
    },

    async 'tools streamed'() {
      const asked = [];
      const tools = { getWeather: weather(asked) };
      const stopWhen = stepCountIs(5);
      const done = streamText({ model, prompt: PARIS, tools, stopWhen, maxRetries: 0 });
      const kinds = [];
      for await (const part of done.stream ?? done.fullStream) kinds.push(part.type);
      assert.deepEqual(asked, ['Paris']);
      assert.ok(kinds.includes('tool-result') && kinds.includes('text-delta'), `${kinds}`);
      assert.ok(!kinds.includes('error'), `${kinds}`);
    },

    async 'required tool'() {
      const asked = [];
      const tools = { getWeather: weather(asked) };
      const further = { toolChoice: 'required', stopWhen: stepCountIs(1), maxRetries: 0 };
      const done = await generateText({ model, prompt: PARIS, tools, ...further });
      assert.deepEqual(asked, ['Paris']);
      assert.equal(done.finishReason, 'tool-calls');
    },

    async object() {
      const output = Output.object({ schema: Person });
      const prompt = 'Anna Berg is 34 years old.';
      const done = await generateText({ model, output, prompt, maxRetries: 0 });
      assert.deepEqual(done.output, { name: 'Anna Berg', age: 34 });
    },

    async 'array streamed'() {
      const output = Output.array({ element: Person });
      const done = streamText({ model, output, prompt: 'Anna is 34.', maxRetries: 0 });
      for await (const _ of done.partialOutputStream);
      z.array(Person).parse(await done.output);
    },

    async choice() {
      const output = Output.choice({ options: ['sunny', 'rainy'] });
      const done = await generateText({ model, output, prompt: 'It is rainy.', maxRetries: 0 });
      assert.equal(done.output, 'rainy');
    },

    async json() {
      const prompt = 'Return JSON with keys setup and punchline.';
      const done = await generateText({ model, output: Output.json(), prompt, maxRetries: 0 });
      assert.deepEqual(Object.keys(done.output), ['setup', 'punchline']);
    },

    async 'error retried'() {
      const [fetch, count] = failingFirst();
      const done = await generateText({ model: connect(fetch), prompt: 'Hello' });
      assert.ok(done.text);
      assert.equal(count(), 2);
    },

    async 'error told'() {
      const [fetch] = failingFirst();
      const failing = connect(fetch);
      await assert.rejects(
        generateText({ model: failing, prompt: 'Hello', maxRetries: 0 }),
        (error) => error.statusCode === 429 && error.isRetryable === true,
      );
    },
  };
  const names = Object.keys(checks).filter((name) => !without.includes(name));
  return Object.fromEntries(names.map((name) => [`${label} ${name}`, checks[name]]));
}
