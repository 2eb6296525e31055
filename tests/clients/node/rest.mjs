// Responses, embeddings, moderations, models with the official client: node rest.mjs URL

import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { MODEL, assert, connect, tell } from './told.mjs';

const client = connect(process.argv[2]);
const Person = z.object({ name: z.string(), age: z.number().int() });
const WEATHER = {
  type: 'function',
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
};

await tell({
  async responses_create() {
    const answer = await client.responses.create({ model: MODEL, input: 'Hello' });
    assert.equal(answer.object, 'response');
    assert.equal(answer.status, 'completed');
    assert.equal(answer.output_text, answer.output[0].content[0].text);
    assert.equal((await client.responses.retrieve(answer.id)).id, answer.id);
    const items = await client.responses.inputItems.list(answer.id);
    assert.equal(items.data[0].role, 'user');
    await client.responses.delete(answer.id);
  },

  async responses_streamed() {
    const stream = await client.responses.create({ model: MODEL, input: 'Hello', stream: true });
    const types = [];
    let text = '';
    let final;
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') final = event.response;
    }
    assert.equal(types[0], 'response.created');
    assert.equal(text, final.output[0].content[0].text);
  },

  async responses_stream_helper() {
    const stream = client.responses.stream({ model: MODEL, input: 'Hello' });
    let snapshot;
    stream.on('response.output_text.delta', (event) => (snapshot = event.snapshot));
    const final = await stream.finalResponse();
    assert.equal(snapshot, final.output_text);
  },

  async responses_parse() {
    const answer = await client.responses.parse({
      model: MODEL,
      input: 'Anna is 31',
      text: { format: zodTextFormat(Person, 'person') },
    });
    assert.deepEqual(answer.output_parsed, { name: 'Anna', age: 31 });
  },

  async responses_tool() {
    const input = [{ role: 'user', content: 'What is the weather in Paris?' }];
    const first = await client.responses.create({ model: MODEL, input, tools: [WEATHER] });
    const call = first.output.find((item) => item.type === 'function_call');
    assert.deepEqual(JSON.parse(call.arguments), { city: 'Paris' });
    const second = await client.responses.create({
      model: MODEL,
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: call.call_id, output: '22 degrees' }],
      tools: [WEATHER],
    });
    assert.match(second.output_text, /22/);
  },

  async conversations() {
    const made = await client.conversations.create({ metadata: { a: 'b' } });
    await client.responses.create({ model: MODEL, input: 'Hello', conversation: made.id });
    const roles = [];
    for await (const item of client.conversations.items.list(made.id)) roles.push(item.role);
    assert.deepEqual(roles, ['assistant', 'user']);
    assert.equal((await client.conversations.delete(made.id)).deleted, true);
  },

  async embeddings() {
    const model = 'text-embedding-3-small';
    const answer = await client.embeddings.create({ model, input: ['one', 'two'] });
    assert.deepEqual(
      answer.data.map((one) => one.embedding.length),
      [1536, 1536],
    );
    const plain = await client.embeddings.create({
      model,
      input: ['one', 'two'],
      encoding_format: 'float',
    });
    plain.data[0].embedding.forEach((value, place) => {
      assert.ok(Math.abs(value - answer.data[0].embedding[place]) < 1e-6);
    });
  },

  async moderations() {
    const answer = await client.moderations.create({ input: ['kind words', 'more'] });
    assert.equal(answer.results.length, 2);
    assert.equal(typeof answer.results[0].flagged, 'boolean');
    assert.equal(typeof answer.results[0].category_scores['hate/threatening'], 'number');
  },

  async completions() {
    const model = 'gpt-3.5-turbo-instruct';
    const answer = await client.completions.create({ model, prompt: 'Once', max_tokens: 5 });
    assert.equal(answer.object, 'text_completion');
    let text = '';
    const stream = await client.completions.create({ model, prompt: 'Once', stream: true });
    for await (const chunk of stream) text += chunk.choices[0]?.text ?? '';
    assert.ok(text);
  },

  async models() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    assert.ok(ids.includes('gpt-4o'));
    assert.equal((await client.models.retrieve('gpt-4o')).owned_by, 'system');
  },
});
