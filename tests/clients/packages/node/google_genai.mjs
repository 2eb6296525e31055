// @google/genai on both of Gemini's surfaces: whole, streamed, tools, thoughts, errors.

import {
  ApiError, createPartFromUri, FunctionCallingConfigMode, GoogleGenAI,
} from '@google/genai';
import { assert, run } from './checking.mjs';

const FLASH = 'gemini-2.5-flash';
const THIRD = 'gemini-3-flash-preview';
const PARIS = 'What is the weather in Paris?';
const WEATHER = {
  name: 'get_weather',
  description: 'Weather of a city.',
  parametersJsonSchema: {
    type: 'object', properties: { city: { type: 'string' } }, required: ['city'],
  },
};
const TOOLS = [{ functionDeclarations: [WEATHER] }];

function connect(vertexai, headers = {}) {
  const httpOptions = { baseUrl: process.env.MOCK_URL, headers };
  return new GoogleGenAI({ apiKey: 'any', vertexai, httpOptions });
}

async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

function sum(usage) {
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount } = usage;
  return [promptTokenCount, candidatesTokenCount, thoughtsTokenCount]
    .reduce((total, count) => total + (count ?? 0), 0);
}

function checks(vertexai) {
  return {
    async whole() {
      const answer = await connect(vertexai).models.generateContent(
        { model: FLASH, contents: 'Hello' });
      assert.ok(answer.text);
      assert.equal(answer.modelVersion, FLASH);
      assert.equal(answer.candidates[0].finishReason, 'STOP');
      assert.equal(answer.usageMetadata.totalTokenCount, sum(answer.usageMetadata));
      assert.equal(Boolean(answer.createTime), vertexai);
    },
    async streamed() {
      for (const model of [FLASH, THIRD, 'gemini-2.0-flash']) {
        const chunks = await all(await connect(vertexai).models.generateContentStream(
          { model, contents: 'Hello' }));
        assert.ok(chunks.map((chunk) => chunk.text ?? '').join(''));
        assert.equal(new Set(chunks.map((chunk) => chunk.responseId)).size, 1);
        assert.equal(chunks.at(-1).candidates[0].finishReason, 'STOP');
        assert.equal(chunks.at(-1).usageMetadata.totalTokenCount,
          sum(chunks.at(-1).usageMetadata));
      }
    },
    async tools() {
      const contents = [{ role: 'user', parts: [{ text: PARIS }] }];
      for (let turn = 0; turn < 4; turn += 1) {
        const answer = await connect(vertexai).models.generateContent(
          { model: THIRD, contents, config: { tools: TOOLS } });
        if (!answer.functionCalls) {
          assert.match(answer.text, /19 degrees/);
          break;
        }
        const [{ id, name, args }] = answer.functionCalls;
        assert.deepEqual([name, args], ['get_weather', { city: 'Paris' }]);
        const response = { output: '19 degrees' };
        contents.push(answer.candidates[0].content,
          { role: 'user', parts: [{ functionResponse: { id, name, response } }] });
      }
      assert.equal(contents.length, 3);
    },
    async toolsStreamed() {
      const chunks = await all(await connect(vertexai).models.generateContentStream({
        model: FLASH,
        contents: PARIS,
        config: {
          tools: TOOLS,
          toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
        },
      }));
      const calls = chunks.flatMap((chunk) => chunk.functionCalls ?? []);
      assert.deepEqual(calls.map(({ args }) => args), [{ city: 'Paris' }]);
    },
    async chats() {
      const chat = connect(vertexai).chats.create({ model: THIRD });
      await chat.sendMessage({ message: 'Hello' });
      assert.ok((await chat.sendMessage({ message: 'And now?' })).text);
      assert.equal(chat.getHistory().length, 4);
    },
    async schema() {
      const responseJsonSchema = {
        type: 'object', properties: { age: { type: 'integer' } }, required: ['age'],
      };
      const answer = await connect(vertexai).models.generateContent({
        model: FLASH,
        contents: 'Ada was 36.',
        config: { responseMimeType: 'application/json', responseJsonSchema },
      });
      assert.equal(typeof JSON.parse(answer.text).age, 'number');
    },
    async thoughts() {
      const answer = await connect(vertexai).models.generateContent({
        model: FLASH,
        contents: 'Hello',
        config: { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } },
      });
      assert.deepEqual(answer.candidates[0].content.parts.map((part) => part.thought ?? false),
        [true, false]);
      assert.ok(answer.usageMetadata.thoughtsTokenCount > 0);
    },
    async counted() {
      const counted = await connect(vertexai).models.countTokens(
        { model: FLASH, contents: 'What is the capital of France?' });
      assert.equal(counted.totalTokens, vertexai ? 7 : 8);
    },
    async embedded() {
      const found = await connect(vertexai).models.embedContent({
        model: 'gemini-embedding-001', contents: 'Hello', config: { outputDimensionality: 64 },
      });
      assert.equal(found.embeddings[0].values.length, 64);
    },
    async caches() {
      const { caches, models } = connect(vertexai);
      const { name, usageMetadata } = await caches.create(
        { model: FLASH, config: { contents: 'A handbook of hygiene. '.repeat(600), ttl: '300s' } });
      const answer = await models.generateContent(
        { model: FLASH, contents: 'What?', config: { cachedContent: name } });
      assert.equal(answer.usageMetadata.cachedContentTokenCount, usageMetadata.totalTokenCount);
      const moved = await caches.update({ name, config: { ttl: '600s' } });
      assert.ok(moved.expireTime > (await caches.get({ name })).createTime);
      assert.ok((await all(await caches.list())).some((one) => one.name === name));
      await caches.delete({ name });
      await assert.rejects(caches.get({ name }), { name: 'ApiError', status: 403 });
    },
    async error() {
      const client = connect(vertexai, { 'x-mock-error': 'rate_limit_requests' });
      await assert.rejects(client.models.generateContent({ model: FLASH, contents: 'Hello' }),
        (error) => error instanceof ApiError && error.status === 429
          && error.message.includes('RESOURCE_EXHAUSTED'));
      await assert.rejects(
        client.models.generateContentStream({ model: FLASH, contents: 'Hello' }),
        { name: 'ApiError', status: 429 });
    },
    async failsWithinAStream() {
      const client = connect(vertexai, { 'x-mock-fault': 'error;after=2tokens' });
      await assert.rejects(
        client.models.generateContentStream({ model: FLASH, contents: 'Hello' }).then(all),
        (error) => error instanceof ApiError && error.status === 500);
    },
  };
}

// What only the developers' surface has.
const developers = {
  async files() {
    const { files, models } = connect(false);
    const file = await files.upload({
      file: new Blob(['Ants are small.']), config: { mimeType: 'text/plain' },
    });
    assert.equal(file.state, 'ACTIVE');
    const parts = [createPartFromUri(file.uri, file.mimeType), 'What?'];
    assert.ok((await models.generateContent({ model: FLASH, contents: parts })).text);
    assert.ok((await all(await files.list())).some(({ name }) => name === file.name));
    await files.delete({ name: file.name });
    await assert.rejects(files.get({ name: file.name }), { name: 'ApiError', status: 403 });
  },
  async batches() {
    const { batches } = connect(false);
    const { name } = await batches.create({ model: FLASH, src: [{ contents: 'Hello' }] });
    const { state, dest } = await batches.get({ name });
    assert.equal(state, 'JOB_STATE_SUCCEEDED');
    assert.ok(dest.inlinedResponses[0].response.candidates[0].content.parts[0].text);
    await batches.cancel({ name });
    await batches.delete({ name });
    await assert.rejects(batches.get({ name }), { name: 'ApiError', status: 404 });
  },
};

const named = [false, true].flatMap((vertexai) => (
  Object.entries(checks(vertexai)).map(
    ([name, one]) => [`${vertexai ? 'vertex' : 'developers'}_${name}`, one])));
await run({ ...Object.fromEntries(named), ...developers });
