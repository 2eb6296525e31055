// What the official client makes of faults: node faults.mjs URL JSON, a list of x-mock-fault lines.
// Prints {line: [in one piece, streamed]}: "answer", another finish reason, "nothing", or what was thrown.

import OpenAI from 'openai';
import { HELLO, MODEL } from './told.mjs';

const [, , url, lines] = process.argv;

async function asked(line, stream) {
  // a connection of its own for each, and a client that does not try again
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0, timeout: 1500 });
  const signal = AbortSignal.timeout(3000); // its own time-out ends with the head
  const options = { headers: { 'x-mock-fault': line, connection: 'keep-alive' }, signal };
  try {
    const answer = await client.chat.completions.create({ model: MODEL, messages: HELLO, stream }, options);
    let reason = answer.choices?.[0]?.finish_reason;
    if (stream) for await (const chunk of answer) reason = chunk.choices[0]?.finish_reason ?? reason;
    return reason === 'stop' ? 'answer' : (reason ?? 'nothing');
  } catch (error) {
    return error.constructor.name;
  }
}

// connections are shared by all clients: let nobody meet one that a fault has left dead
async function settled(result) {
  for (let times = 0; times < 3; times++) await fetch(`${url}/health`).catch(() => null);
  return result;
}

const found = {};
for (const line of JSON.parse(lines)) {
  found[line] = [await settled(await asked(line, false)), await settled(await asked(line, true))];
}
console.log(JSON.stringify(found));
