// A conversation as a profile's rules have it, through the AI SDK: ../test_packages.py has the rules.

import { createOpenAI } from '@ai-sdk/openai';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { BASE_URL, KEY, assert, run } from './checking.mjs';

const openai = createOpenAI({ baseURL: BASE_URL, apiKey: KEY });
const ASKED = 'Compare the weather of two cities';
const TOLD = 'Oslo has rain, Rome has sun. Take an umbrella: sun.';
const checks = {};

function given(api, asked) {
  const getWeather = tool({
    description: 'Tell the weather of a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => {
      asked.push(city);
      return city === 'Oslo' ? 'rain' : 'sun';
    },
  });
  return {
    model: openai[api]('gpt-4o'),
    prompt: ASKED,
    tools: { get_weather: getWeather },
    stopWhen: stepCountIs(5),
    maxRetries: 0,
  };
}

for (const api of ['chat', 'responses']) {
  checks[`whole ${api}`] = async () => {
    const asked = [];
    const done = await generateText(given(api, asked));
    assert.deepEqual(asked, ['Oslo', 'Rome']);
    assert.equal(done.text, TOLD);
    assert.equal(done.steps.length, 2);
  };

  checks[`streamed ${api}`] = async () => {
    const asked = [];
    const done = streamText(given(api, asked));
    let text = '';
    for await (const part of done.textStream) text += part;
    assert.deepEqual(asked, ['Oslo', 'Rome']);
    assert.equal(text, TOLD);
  };
}

await run(checks);
