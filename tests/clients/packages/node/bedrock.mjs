// @aws-sdk/client-bedrock-runtime over HTTP/1.1: whole, streamed, tools, errors and retries.

import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, InvokeModelCommand,
  InvokeModelWithResponseStreamCommand, CountTokensCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { assert, run } from './checking.mjs';

const MODEL = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const HELLO = [{ role: 'user', content: [{ text: 'Hello' }] }];
const PARIS = [{ role: 'user', content: [{ text: 'What is the weather in Paris?' }] }];
const TOOLS = {
  tools: [{
    toolSpec: {
      name: 'get_weather',
      description: 'Weather of a city.',
      inputSchema: {
        json: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      },
    },
  }],
};
const BODY = JSON.stringify({
  anthropic_version: 'bedrock-2023-05-31', max_tokens: 99,
  messages: [{ role: 'user', content: 'Hello' }],
});

// A client that sends these header fields with its first request, and tries so often.
function connect(fields = {}, maxAttempts = 1) {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: process.env.MOCK_URL,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts,
  });
  let count = 0;
  client.middlewareStack.add((next) => (args) => {
    if (count++ === 0) Object.assign(args.request.headers, fields);
    return next(args);
  }, { step: 'finalizeRequest', priority: 'high', name: 'wishes' });
  return [client, () => count];
}

async function all(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

await run({
  async whole() {
    const [client] = connect();
    const answer = await client.send(new ConverseCommand({ modelId: MODEL, messages: HELLO }));
    assert.equal(answer.stopReason, 'end_turn');
    assert.ok(answer.output.message.content[0].text);
    assert.ok(answer.usage.totalTokens > answer.usage.outputTokens);
    assert.match(answer.$metadata.requestId, /^[0-9a-f-]{36}$/);
  },
  async streamed() {
    const [client] = connect();
    const { stream } = await client.send(
      new ConverseStreamCommand({ modelId: MODEL, messages: HELLO }));
    const events = await all(stream);
    assert.ok(events[0].messageStart);
    assert.equal(events.at(-2).messageStop.stopReason, 'end_turn');
    assert.equal(events.at(-1).metadata.usage.outputTokens, events.length - 4);
  },
  async tools() {
    const [client] = connect();
    const messages = [...PARIS];
    const reasons = [];
    for (let turn = 0; turn < 4 && reasons.at(-1) !== 'end_turn'; turn += 1) {
      const answer = await client.send(
        new ConverseCommand({ modelId: MODEL, messages, toolConfig: TOOLS }));
      reasons.push(answer.stopReason);
      const calls = answer.output.message.content.flatMap((one) => one.toolUse ?? []);
      messages.push(answer.output.message, {
        role: 'user',
        content: calls.map(({ toolUseId }) => (
          { toolResult: { toolUseId, content: [{ json: { celsius: 21 } }] } })),
      });
    }
    assert.deepEqual(reasons, ['tool_use', 'end_turn']);
  },
  async invoked() {
    const [client] = connect();
    const answer = await client.send(new InvokeModelCommand({ modelId: MODEL, body: BODY }));
    assert.equal(JSON.parse(answer.body.transformToString()).type, 'message');
    const { body } = await client.send(
      new InvokeModelWithResponseStreamCommand({ modelId: MODEL, body: BODY }));
    const events = (await all(body)).map(({ chunk }) => (
      JSON.parse(new TextDecoder().decode(chunk.bytes))));
    assert.equal(events[0].type, 'message_start');
    assert.equal(events.at(-1).type, 'message_stop');
    assert.ok(events.at(-1)['amazon-bedrock-invocationMetrics'].outputTokenCount > 0);
  },
  async counted() {
    const [client] = connect();
    const input = { converse: { messages: HELLO } };
    const counted = await client.send(new CountTokensCommand({ modelId: MODEL, input }));
    assert.ok(counted.inputTokens > 0);
  },
  async error() {
    const [client] = connect({ 'x-mock-error': 'rate_limit_requests' });
    await assert.rejects(client.send(new ConverseCommand({ modelId: MODEL, messages: HELLO })),
      (error) => error.name === 'ThrottlingException' && error.$metadata.httpStatusCode === 429);
  },
  async retried() {
    const [client, attempts] = connect({ 'x-mock-error': '503' }, 3);
    const answer = await client.send(new ConverseCommand({ modelId: MODEL, messages: HELLO }));
    assert.equal(answer.stopReason, 'end_turn');
    assert.equal(attempts(), 2);
  },
  // It speaks HTTP/2 unless it is told not to, and is refused in that at once.
  async refusedOverHttp2() {
    const client = new BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: process.env.MOCK_URL,
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
    await assert.rejects(client.send(new ConverseCommand({ modelId: MODEL, messages: HELLO })),
      { code: 'ERR_HTTP2_SESSION_ERROR', message: /error code 13$/ });
  },
  async failsWithinAStream() {
    const [client] = connect({ 'x-mock-fault': 'error;code=429;after=3tokens' });
    const { stream } = await client.send(
      new ConverseStreamCommand({ modelId: MODEL, messages: HELLO }));
    await assert.rejects(all(stream), { name: 'ThrottlingException' });
  },
});
