// Errors and retries with the official client: node wrong.mjs URL KEYED_URL BUSY_URL

import OpenAI, { AzureOpenAI } from 'openai';
import { HELLO, MODEL, assert, connect, tell } from './told.mjs';

const [, , url, keyed, busy] = process.argv;
const ASK = { model: MODEL, messages: HELLO };

// Returns a fetch that answers so many times with a status of its own before it asks the server,
// and the `x-stainless-retry-count` of each attempt.
function failing(status, times) {
  const counts = [];
  const instead = async (target, init) => {
    counts.push(new Headers(init.headers).get('x-stainless-retry-count'));
    if (counts.length > times) return fetch(target, init);
    const body = JSON.stringify({ error: { message: 'Not now.', type: 'server_error' } });
    const headers = { 'content-type': 'application/json', 'retry-after-ms': '1' };
    return new Response(body, { status, headers });
  };
  return [instead, counts];
}

// Holds the only slot of a server until it is released.
async function held(client) {
  const stream = await client.chat.completions.create({ ...ASK, stream: true });
  await stream[Symbol.asyncIterator]().next();
  return () => stream.controller.abort();
}

await tell({
  async bad_request() {
    const client = connect(url);
    await assert.rejects(client.chat.completions.create({ model: MODEL, messages: [] }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.deepEqual([error.status, error.param], [400, 'messages']);
      assert.equal(error.type, 'invalid_request_error');
      assert.match(error.requestID, /^req_/);
      return true;
    });
  },

  async bad_request_streamed() {
    const asked = connect(url).chat.completions.create({ ...ASK, n: 0, stream: true });
    await assert.rejects(asked, OpenAI.BadRequestError);
  },

  async unauthorized() {
    await assert.rejects(connect(keyed).chat.completions.create(ASK), (error) => {
      assert.ok(error instanceof OpenAI.AuthenticationError);
      assert.equal(error.code, 'invalid_api_key');
      return true;
    });
  },

  async not_found() {
    await assert.rejects(connect(url).responses.retrieve('resp_none'), OpenAI.NotFoundError);
  },

  async rate_limited() {
    const release = await held(connect(busy, { maxRetries: 50 }));
    try {
      await assert.rejects(connect(busy).chat.completions.create(ASK), (error) => {
        assert.ok(error instanceof OpenAI.RateLimitError);
        assert.equal(error.headers.get('retry-after-ms'), '20');
        return true;
      });
    } finally {
      release();
    }
  },

  async retried_until_the_server_is_free() {
    const release = await held(connect(busy, { maxRetries: 50 }));
    const statuses = [];
    const watching = async (target, init) => {
      const response = await fetch(target, init);
      statuses.push(response.status);
      if (statuses.length === 2) release();
      return response;
    };
    const client = connect(busy, { fetch: watching, maxRetries: 50 });
    const answer = await client.chat.completions.create({ ...ASK, max_tokens: 1 });
    assert.ok(answer.choices[0].message.content);
    assert.deepEqual([...new Set(statuses)], [429, 200]);
    assert.ok(statuses.length >= 3);
  },

  async retried_after_500() {
    const [instead, counts] = failing(500, 2);
    const client = connect(url, { fetch: instead, maxRetries: 2 });
    assert.ok((await client.chat.completions.create(ASK)).choices[0].message.content);
    assert.deepEqual(counts, ['0', '1', '2']);
  },

  async given_up_after_500() {
    const [instead] = failing(500, 9);
    const asked = connect(url, { fetch: instead, maxRetries: 1 }).chat.completions.create(ASK);
    await assert.rejects(asked, OpenAI.InternalServerError);
  },

  async azure() {
    const client = new AzureOpenAI({
      endpoint: url,
      apiKey: 'any',
      apiVersion: '2024-10-21',
      deployment: MODEL,
      maxRetries: 0,
    });
    const answer = await client.chat.completions.create(ASK);
    assert.ok(answer.choices[0].message.content);
  },
});
