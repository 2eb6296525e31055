// What Anthropic's own client for JavaScript does: messages, streams, its tool runner, errors.

import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import { KEY, assert, failingFirst, run } from './checking.mjs';

const MODEL = 'claude-sonnet-4-5';
const HELLO = { model: MODEL, max_tokens: 200, messages: [{ role: 'user', content: 'Hello' }] };
const PARIS = [{ role: 'user', content: 'What is the weather in Paris?' }];
const Person = z.object({ name: z.string(), age: z.number().int() });

function connect(further = {}) {
  const baseURL = `${process.env.MOCK_URL}/anthropic`;
  return new Anthropic({ baseURL, apiKey: KEY, maxRetries: 0, ...further });
}

function weather(asked) {
  return betaZodTool({
    name: 'get_weather',
    description: 'Tell the weather of a city.',
    inputSchema: z.object({ city: z.string() }),
    run: ({ city }) => {
      asked.push(city);
      return '22 degrees';
    },
  });
}

// A client whose every request asks for an error, by its status.
const failing = (status) => connect({ defaultHeaders: { 'x-mock-error': `${status}` } });

await run({
  async whole() {
    const message = await connect().messages.create(HELLO);
    assert.equal(message.stop_reason, 'end_turn');
    assert.ok(message.content[0].text);
    assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
    assert.match(message._request_id, /^req_/);
  },
  async streamed() {
    const stream = connect().messages.stream(HELLO);
    let text = '';
    stream.on('text', (part) => { text += part; });
    const message = await stream.finalMessage();
    assert.equal(message.content[0].text, text);
    assert.ok(message.usage.output_tokens > 0);
  },
  async events() {
    const kinds = [];
    const stream = await connect().messages.create({ ...HELLO, stream: true });
    for await (const event of stream) kinds.push(event.type);
    assert.equal(kinds[0], 'message_start');
    assert.equal(kinds.at(-1), 'message_stop');
  },
  async toolRunner() {
    const asked = [];
    const given = { model: MODEL, max_tokens: 500, messages: PARIS, tools: [weather(asked)] };
    const message = await connect().beta.messages.toolRunner(given);
    assert.deepEqual(asked, ['Paris']);
    assert.equal(message.stop_reason, 'end_turn');
    assert.equal(message.content[0].type, 'text');
  },
  async toolRunnerStreamed() {
    const asked = [];
    const given = { model: MODEL, max_tokens: 500, messages: PARIS, tools: [weather(asked)] };
    const reasons = [];
    for await (const stream of connect().beta.messages.toolRunner({ ...given, stream: true })) {
      reasons.push((await stream.finalMessage()).stop_reason);
    }
    assert.deepEqual(asked, ['Paris']);
    assert.deepEqual(reasons, ['tool_use', 'end_turn']);
  },
  async parsed() {
    const message = await connect().messages.parse({
      ...HELLO,
      messages: [{ role: 'user', content: 'Anna Berg is 34 years old.' }],
      output_config: { format: zodOutputFormat(Person) },
    });
    assert.deepEqual(message.parsed_output, { name: 'Anna Berg', age: 34 });
  },
  async thought() {
    const thinking = { type: 'enabled', budget_tokens: 2000 };
    const asked = { ...HELLO, max_tokens: 4000, thinking };
    const message = await connect().messages.stream(asked).finalMessage();
    assert.deepEqual(message.content.map((one) => one.type), ['thinking', 'text']);
    assert.ok(message.content[0].signature);
    const messages = [
      ...HELLO.messages,
      { role: 'assistant', content: message.content },
      { role: 'user', content: 'Go on' },
    ];
    assert.ok(await connect().messages.create({ ...asked, messages }));
  },
  async counted() {
    const { model, messages } = HELLO;
    const counted = await connect().messages.countTokens({ model, messages });
    const message = await connect().messages.create(HELLO);
    assert.equal(counted.input_tokens, message.usage.input_tokens);
  },
  async models() {
    const ids = [];
    for await (const one of connect().models.list({ limit: 3 })) ids.push(one.id);
    assert.ok(ids.length > 3 && ids.includes((await connect().models.retrieve(ids[0])).id));
  },
  async errors() {
    for (const [status, kind] of [
      [400, Anthropic.BadRequestError],
      [401, Anthropic.AuthenticationError],
      [404, Anthropic.NotFoundError],
      [429, Anthropic.RateLimitError],
      [529, Anthropic.InternalServerError],
    ]) {
      await assert.rejects(failing(status).messages.create(HELLO), (error) => (
        error instanceof kind && error.status === status && Boolean(error.requestID)));
    }
  },
  async failsWithinAStream() {
    const client = connect({ defaultHeaders: { 'x-mock-fault': 'error;code=529;after=3tokens' } });
    await assert.rejects(client.messages.stream(HELLO).finalMessage(),
      (error) => error instanceof Anthropic.APIError && /overloaded_error/.test(error.message));
  },
  async retried() {
    const [fetch, count] = failingFirst();
    const message = await connect({ fetch, maxRetries: 2 }).messages.create(HELLO);
    assert.equal(message.stop_reason, 'end_turn');
    assert.equal(count(), 2);
  },
});
