// Runs checks and prints one line of JSON for each: its name, and what was wrong or null.

import assert from 'node:assert/strict';

export { assert };

export const BASE_URL = `${process.env.MOCK_URL}/v1`;
export const KEY = 'sk-any';

// A fetch whose first request is answered by an error, and all further ones not.
export function failingFirst() {
  let count = 0;
  const failing = async (url, options) => {
    count += 1;
    if (count > 1) return fetch(url, options);
    const headers = new Headers(options.headers);
    headers.set('x-mock-error', 'rate_limit_requests');
    return fetch(url, { ...options, headers });
  };
  return [failing, () => count];
}

export async function run(checks) {
  for (const [check, one] of Object.entries(checks)) {
    let fault = null;
    try {
      await one();
    } catch (error) {
      fault = error.stack ?? String(error);
    }
    console.log(JSON.stringify({ check, fault }));
  }
}
