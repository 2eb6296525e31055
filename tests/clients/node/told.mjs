// Runs checks and prints one line of JSON for each: its name, and what was wrong or null.

import assert from 'node:assert/strict';
import OpenAI from 'openai';

export { assert };

export const MODEL = 'gpt-4o';
export const HELLO = [{ role: 'user', content: 'Say this is a test' }];

export function connect(url, further = {}) {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-any', maxRetries: 0, ...further });
}

export async function tell(checks) {
  for (const [name, check] of Object.entries(checks)) {
    let fault = null;
    try {
      await check();
    } catch (error) {
      fault = error.stack ?? String(error);
    }
    console.log(JSON.stringify({ check: name, fault }));
  }
}
