// What langchain.js does over both of OpenAI's APIs: structured output, tools, agents, streams.

import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { createAgent, providerStrategy, toolStrategy } from 'langchain';
import { z } from 'zod';
import { BASE_URL, KEY, assert, failingFirst, run } from './checking.mjs';

const Joke = z.object({ setup: z.string(), punchline: z.string() });
const PARIS = 'What is the weather in Paris?';
const JOKE = 'Tell a joke about cats. Return JSON with keys setup and punchline.';
const LIMIT = { recursionLimit: 12 };
const checks = {};

function weather(asked) {
  return tool(
    async ({ city }) => {
      asked.push(city);
      return '22 degrees';
    },
    {
      name: 'get_weather',
      description: 'Tell the weather of a city.',
      schema: z.object({ city: z.string(), unit: z.string().default('celsius') }),
    },
  );
}

for (const api of ['chat', 'responses']) {
  for (const model of ['gpt-4o', 'gpt-5']) {
    const label = `${api} ${model}`;
    const connect = (further = {}) =>
      new ChatOpenAI({
        model,
        apiKey: KEY,
        maxRetries: 0,
        useResponsesApi: api === 'responses',
        configuration: { baseURL: BASE_URL, ...further.configuration },
        ...further.own,
      });

    for (const method of ['jsonMode', 'functionCalling', 'jsonSchema']) {
      checks[`${label} ${method}`] = async () => {
        const one = connect().withStructuredOutput(Joke, { method, name: 'joke' });
        Joke.parse(await one.invoke(JOKE));
      };
    }

    checks[`${label} tools`] = async () => {
      const asked = [];
      const one = connect().bindTools([weather(asked)]);
      const messages = [new HumanMessage(PARIS)];
      const first = await one.invoke(messages);
      assert.equal(first.tool_calls[0].args.city, 'Paris');
      messages.push(first, await weather(asked).invoke(first.tool_calls[0]));
      assert.ok(messages.at(-1) instanceof ToolMessage);
      const second = await one.invoke(messages);
      assert.ok(second.text);
      assert.ok(second.usage_metadata.total_tokens > 0);
    };

    checks[`${label} streamed`] = async () => {
      let whole;
      for await (const chunk of await connect().stream('Hello')) {
        whole = whole === undefined ? chunk : whole.concat(chunk);
      }
      assert.ok(whole.text);
      assert.ok(whole.usage_metadata.output_tokens > 0);
    };

    checks[`${label} agent`] = async () => {
      const asked = [];
      const one = createAgent({ model: connect(), tools: [weather(asked)] });
      const done = await one.invoke({ messages: [new HumanMessage(PARIS)] }, LIMIT);
      assert.deepEqual(asked, ['Paris']);
      assert.deepEqual(done.messages.map((message) => message.type), ['human', 'ai', 'tool', 'ai']);
    };

    for (const [kind, strategy] of Object.entries({ providerStrategy, toolStrategy })) {
      checks[`${label} agent ${kind}`] = async () => {
        const asked = [];
        const responseFormat = strategy(Joke);
        const one = createAgent({ model: connect(), tools: [weather(asked)], responseFormat });
        const done = await one.invoke({ messages: [new HumanMessage(PARIS)] }, LIMIT);
        Joke.parse(done.structuredResponse);
        assert.deepEqual(asked, ['Paris']);
      };
    }

    checks[`${label} error`] = async () => {
      const [failing, count] = failingFirst();
      const further = { own: { maxRetries: 2 }, configuration: { fetch: failing } };
      assert.ok((await connect(further).invoke('Hello')).text);
      assert.equal(count(), 2);
    };
  }
}

checks.embeddings = async () => {
  const configuration = { baseURL: BASE_URL };
  const one = new OpenAIEmbeddings({ model: 'text-embedding-3-small', apiKey: KEY, configuration });
  assert.deepEqual((await one.embedDocuments(['one', 'two'])).map((many) => many.length), [1536, 1536]);
};

await run(checks);
