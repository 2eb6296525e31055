// Chat completions with the official client: node chat.mjs URL

import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { HELLO, MODEL, assert, connect, tell } from './told.mjs';

const client = connect(process.argv[2]);
const chat = client.chat.completions;
const PARIS = [{ role: 'user', content: 'What is the weather in Paris in celsius?' }];
const WEATHER = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const Person = z.object({
  name: z.string(),
  age: z.number().int(),
  nickname: z.string().nullable(),
  friends: z.array(z.object({ name: z.string() })),
});

await tell({
  async chat() {
    const answer = await chat.create({ model: MODEL, messages: HELLO });
    assert.equal(answer.object, 'chat.completion');
    assert.ok(answer.choices[0].message.content);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.match(answer._request_id, /^req_[0-9a-f]{32}$/);
  },

  async chat_streamed() {
    const options = { include_usage: true };
    const stream = await chat.create({
      model: MODEL,
      messages: HELLO,
      stream: true,
      stream_options: options,
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    assert.equal(chunks[0].choices[0].delta.role, 'assistant');
    assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop');
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.ok(chunks.at(-1).usage.total_tokens > 0);
  },

  async chat_stream_helper() {
    const deltas = [];
    const runner = chat.stream({ model: MODEL, messages: HELLO });
    runner.on('content', (delta) => deltas.push(delta));
    const final = await runner.finalChatCompletion();
    assert.equal(deltas.join(''), final.choices[0].message.content);
    assert.equal(await runner.finalContent(), deltas.join(''));
  },

  async chat_parse() {
    const answer = await chat.parse({
      model: MODEL,
      messages: [{ role: 'user', content: 'Anna is 31' }],
      response_format: zodResponseFormat(Person, 'person'),
    });
    const parsed = answer.choices[0].message.parsed;
    assert.deepEqual(Person.parse(parsed), parsed);
    assert.equal(parsed.name, 'Anna');
  },

  async chat_run_tools() {
    const seen = [];
    const tool = {
      type: 'function',
      function: {
        name: 'get_weather',
        parameters: WEATHER,
        parse: JSON.parse,
        function: ({ city }) => {
          seen.push(city);
          return '{"temperature":22}';
        },
      },
    };
    const runner = chat.runTools({ model: MODEL, messages: PARIS, tools: [tool] });
    const content = await runner.finalContent();
    assert.deepEqual(seen, ['Paris']);
    assert.match(content, /22/);
  },

  async chat_run_tools_streamed() {
    const seen = [];
    const tool = {
      type: 'function',
      function: {
        name: 'get_weather',
        parameters: WEATHER,
        parse: JSON.parse,
        function: ({ city }) => seen.push(city) && 'mild',
      },
    };
    const runner = chat.runTools({ model: MODEL, messages: PARIS, tools: [tool], stream: true });
    assert.ok(await runner.finalContent());
    assert.deepEqual(seen, ['Paris']);
  },

  async chat_stored() {
    const made = await chat.create({
      model: MODEL,
      messages: HELLO,
      store: true,
      metadata: { run: '1' },
    });
    const shown = await chat.retrieve(made.id);
    assert.equal(shown.choices[0].message.content, made.choices[0].message.content);
    const ids = [];
    for await (const one of chat.list({ limit: 1 })) ids.push(one.id);
    assert.ok(ids.includes(made.id));
    const messages = await chat.messages.list(made.id);
    assert.equal(messages.data[0].content, HELLO[0].content);
    assert.deepEqual((await chat.update(made.id, { metadata: { run: '2' } })).metadata, {
      run: '2',
    });
    assert.equal((await chat.delete(made.id)).deleted, true);
  },
});
