import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  cut,
  fail,
  failInside,
  garble,
  pause,
  scriptedKey,
  silence,
  text,
} from '../../../test/harness/scripted-model.ts';
import { ask, readAll, readUntilFault, startLab, textOf, vendorNames } from './testing/lab.ts';

for (const vendor of vendorNames) {
  suite(vendor, () => {
    test('a 429 is waited out as long as the provider wants', async () => {
      const { model, provider, clock } = await startLab(vendor, {
        script: ({ repeats }) => (repeats ? [text('Now.')] : fail(429, { retryAfter: 3 })),
      });
      assert.equal(textOf(await readAll(model)), 'Now.');
      assert.equal(provider.requests.length, 2);
      assert.deepEqual(clock.skipped, [3_000]);
    });

    test('a 429 that wants too much is told at once, with the time', async () => {
      const { model, provider } = await startLab(vendor, { script: [fail(429, { retryAfter: 60 })] });
      const { error } = await readUntilFault(model);
      assert.deepEqual([error.code, error.retryAfterSeconds], ['rate_limited', 60]);
      assert.equal(provider.requests.length, 1);
    });

    test('a 500 is tried three times, with longer pauses', async () => {
      const { model, provider, clock } = await startLab(vendor, { script: () => fail(500) });
      const { error, text: said } = await readUntilFault(model);
      assert.deepEqual([error.code, said], ['unavailable', '']);
      assert.equal(provider.requests.length, 3);
      const [first = 0, second = 0] = clock.skipped;
      assert.ok(first >= 250 && first <= 750 && second >= 500 && second <= 1_500, String(clock.skipped));
    });

    test('a provider that is not there is unavailable', async () => {
      const { model, provider } = await startLab(vendor);
      await provider.close();
      assert.equal((await readUntilFault(model)).error.code, 'unavailable');
    });

    test('an answer that is cut before its first word is asked for again', async () => {
      const { model } = await startLab(vendor, { script: ({ repeats }) => (repeats ? [text('Whole.')] : [cut()]) });
      assert.equal(textOf(await readAll(model)), 'Whole.');
    });

    test('an answer that is cut in the middle ends there and is not begun again', async () => {
      const { model, provider } = await startLab(vendor, { script: () => [text('Once ', 'upon'), cut()] });
      const { error, text: said } = await readUntilFault(model);
      assert.deepEqual([error.code, said], ['cut', 'Once upon']);
      assert.equal(provider.requests.length, 1);
    });

    test('an error inside of the stream is told like one in front of it', async () => {
      const { model, provider } = await startLab(vendor, {
        script: ({ repeats }) => (repeats ? [text('Once '), failInside(529)] : [failInside(529)]),
      });
      const { error, text: said } = await readUntilFault(model);
      assert.deepEqual([error.code, said], ['unavailable', 'Once ']);
      assert.equal(provider.requests.length, 2);
    });

    test('bad JSON is a bad response, wherever it comes, and nothing of it reaches the console', async (t) => {
      const printed = ['log', 'warn', 'error'].map((name) => t.mock.method(console, name as 'log', () => undefined));
      const { model } = await startLab(vendor, {
        script: [
          [garble(), text('…')],
          [text('Once '), garble(), text('…')],
        ],
      });
      const early = await readUntilFault(model);
      assert.deepEqual([early.error.code, early.text], ['bad_response', '']);
      const late = await readUntilFault(model);
      assert.deepEqual([late.error.code, late.text], ['bad_response', 'Once ']);
      assert.equal(
        printed.reduce((calls, { mock }) => calls + mock.callCount(), 0),
        0,
      );
    });

    test('silence before the first word ends the call and the connection', async () => {
      const { model, provider, clock } = await startLab(vendor, { script: [[silence()]] });
      const reading = readUntilFault(model);
      const seen = await provider.request(0);
      clock.advance(119_999);
      clock.advance(1);
      const { error } = await reading;
      assert.equal(error.code, 'timeout');
      assert.match(error.detail, /120 seconds/);
      assert.equal(await seen.closed, true);
    });

    test('a slow first word is waited for', async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const { model, provider, clock } = await startLab(vendor, { script: [[pause(promise), text('Slow.')]] });
      const reading = readAll(model);
      await provider.request(0);
      clock.advance(119_000);
      resolve();
      assert.equal(textOf(await reading), 'Slow.');
    });

    test('silence in the middle of the answer ends the call and the connection', async () => {
      const { model, provider, clock } = await startLab(vendor, { script: [[text('Once '), silence()]] });
      const stream = model.stream(ask(), { signal: new AbortController().signal })[Symbol.asyncIterator]();
      assert.deepEqual((await stream.next()).value, { type: 'text', delta: 'Once ' });
      const next = stream.next();
      // The limit runs from the moment at which more is asked for.
      await new Promise(setImmediate);
      clock.advance(45_000);
      await assert.rejects(next, { name: 'LlmError', code: 'timeout', detail: /45 seconds/ });
      assert.equal(await (await provider.request(0)).closed, true);
    });

    test('an abort ends the call at once, with its own reason, and closes the connection', async () => {
      const { model, provider } = await startLab(vendor, { script: [[text('Once '), silence()]] });
      const controller = new AbortController();
      const stream = model.stream(ask(), { signal: controller.signal })[Symbol.asyncIterator]();
      await stream.next();
      const next = stream.next();
      const reason = new Error('cancelled');
      controller.abort(reason);
      await assert.rejects(next, reason);
      assert.equal(await (await provider.request(0)).closed, true);
    });

    test('an abort before anything was sent sends nothing', async () => {
      const { model, provider } = await startLab(vendor);
      const signal = AbortSignal.abort(new Error('too late'));
      await assert.rejects(readAll(model, ask(), { signal }), /too late/);
      assert.equal(provider.requests.length, 0);
    });

    for (const [what, failure, code] of [
      ['a wrong key', fail(401, { message: `Incorrect API key provided: ${scriptedKey}.` }), 'refused'],
      ['a model that is not there', fail(404, { message: "model 'scripted' not found" }), 'no_such_model'],
      ['a question that is not understood', fail(400, { message: 'Invalid value: tools[0]' }), 'bad_request'],
      ['a question that is too long', fail(400, { message: 'prompt is too long: 210000 tokens > 200000' }), 'too_long'],
      ['no credit', fail(429, { message: 'insufficient_quota: you exceeded it.' }), 'refused'],
      ['a redirect', fail(307, { headers: { location: 'http://127.0.0.1:1/' } }), 'bad_response'],
    ] as const) {
      test(`${what} is told by its name, once, and without the key`, async () => {
        const { model, provider, log } = await startLab(vendor, { script: () => failure });
        const { error } = await readUntilFault(model);
        assert.equal(error.name, 'LlmError');
        assert.equal(error.code, code);
        assert.match(error.detail, /^[A-Z].*\.$|scripted.*\.$/);
        assert.equal(provider.requests.length, 1);
        assert.match(log.join(''), /model call failed/);
        // Ollama takes no key, so none can be in its words.
        if (vendor !== 'ollama') assert.doesNotMatch(log.join('') + error.stack, new RegExp(scriptedKey));
      });
    }
  });
}
