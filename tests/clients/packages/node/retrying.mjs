// What vendors' clients for JavaScript do about faults: node retrying.mjs ROWS, the server's root in MOCK_URL.
// Each asks once for each row, as often as it tries by itself, and one line tells what came of it.

import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { createOpenAI } from '@ai-sdk/openai';
import { GoogleGenAI } from '@google/genai';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';

const URL = process.env.MOCK_URL;
const TIMEOUT_MS = 1000;
const MOST_MS = 20_000;
const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

async function all(stream) {
  const found = [];
  for await (const one of stream) found.push(one);
  return found;
}

const clients = {
  async 'openai-node'(headers, content, stream) {
    const client = new OpenAI({ baseURL: `${URL}/v1`, apiKey: 'sk-any', timeout: TIMEOUT_MS });
    const asked = { model: 'gpt-4o', messages: [{ role: 'user', content }], stream };
    const answer = await client.chat.completions.create(asked, { headers });
    return stream ? all(answer) : answer;
  },
  async 'anthropic-node'(headers, content, stream) {
    const client = new Anthropic({ baseURL: URL, apiKey: 'sk-any', timeout: TIMEOUT_MS });
    const asked = { model: 'claude-sonnet-5', max_tokens: 200, stream };
    const answer = await client.messages.create(
      { ...asked, messages: [{ role: 'user', content }] }, { headers });
    return stream ? all(answer) : answer;
  },
  async 'google-genai-node'(headers, contents, stream) {
    const httpOptions = { baseUrl: URL, headers, timeout: TIMEOUT_MS, retryOptions: { attempts: 3 } };
    const { models } = new GoogleGenAI({ apiKey: 'any', httpOptions });
    const asked = { model: 'gemini-2.0-flash', contents };
    return stream
      ? all(await models.generateContentStream(asked)) : models.generateContent(asked);
  },
  async 'aws-sdk-node'(headers, text, stream) {
    const client = new BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: URL,
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
      requestHandler: new NodeHttpHandler({ requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true }),
    });
    client.middlewareStack.add((next) => (args) => {
      Object.assign(args.request.headers, headers);
      return next(args);
    }, { step: 'build', name: 'wishes' });
    const asked = { modelId: CLAUDE, messages: [{ role: 'user', content: [{ text }] }] };
    if (!stream) return client.send(new ConverseCommand(asked));
    return all((await client.send(new ConverseStreamCommand(asked))).stream);
  },
  async 'ai-sdk'(headers, prompt, stream) {
    const model = createOpenAI({ baseURL: `${URL}/v1`, apiKey: 'sk-any' }).chat('gpt-4o');
    const asked = { model, prompt, headers };
    if (!stream) return generateText(asked);
    const problems = [];
    const answer = streamText({ ...asked, onError: ({ error }) => problems.push(error) });
    await all(answer.textStream);
    if (problems.length) throw problems[0];
    return answer;
  },
};

// Returns what became of a request; a client that has no time-out is not waited for any longer.
async function outcome(ask, text, fault, stream) {
  const asked = ask({ 'x-mock-fault': fault, 'x-mock-case': text }, text, stream).then(
    () => 'answer', (error) => (error.name === 'Error' ? error.constructor.name : error.name));
  let timer;
  const waited = new Promise((resolve) => {
    timer = setTimeout(() => resolve('nothing'), MOST_MS);
  });
  const told = await Promise.race([asked, waited]);
  clearTimeout(timer);
  return told;
}

for (const [client, ask] of Object.entries(clients)) {
  for (const [row, [fault, stream]] of Object.entries(JSON.parse(process.argv[2]))) {
    const told = await outcome(ask, `${client}: ${row}`, fault, stream);
    console.log(JSON.stringify({ client, row, outcome: told }));
  }
}
process.exit(0);
