import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MessageHit } from '@parlance/contracts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { assertRefused, everyPage, get, open, openGroup, say, unknownId } from './test-conversations.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const zoe = await app.signUp('Zoë');
const eve = await app.signUp('eve');

const everywhere = '/v1/search';
const within = (id: string) => `/v1/conversations/${id}/search`;
const search = (person: Person, path: string, query: string) =>
  get<{ items: MessageHit[]; next_cursor: string | null }>(person, `${path}?query=${encodeURIComponent(query)}`);
const texts = async (person: Person, path: string, query: string) =>
  (await search(person, path, query)).items.map(({ content }) => content.text);

describe('a search', () => {
  test('finds words in every script, in any case, with or without accents, and their beginnings', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const messages = [
      'Über die Straße nach Łódź, résumé inbegriffen',
      '今日は東京都でラーメンを食べた 🍜',
      'مُحَمَّد أحمد في القاهرة',
      'Мы встретились у Ёлки',
      'สวัสดีครับ กรุงเทพ',
      '대한민국 서울에서',
      'हिन्दी में लिखा',
      `Donaudampfschifffahrts${'gesellschafts'.repeat(30)}kapitän`,
      'The children were running through the cities',
      'C++, O’Reilly & 100% <b>bold</b> mail@example.org v1.2.3',
    ];
    for (const text of messages) await say(zoe, id, text);
    const found: [query: string, index: number][] = [
      ['uber', 0],
      ['STRASSE lodz', 0],
      ['Résumé'.normalize('NFD'), 0],
      ['東京', 1],
      ['東京都', 1],
      ['食', 1],
      ['ラーメン', 1],
      ['محمد', 2],
      ['القاهرة احمد', 2],
      ['елки', 3],
      ['ВСТРЕТ', 3],
      ['กรุง', 4],
      ['서울', 5],
      ['한민', 5],
      ['हिन्दी', 6],
      ['donaudampf', 7],
      ['Donaudampfschifffahrts', 7],
      ['child', 8],
      ['city run', 8],
      ['example.org', 9],
      ['c++ reilly 100', 9],
    ];
    for (const [query, index] of found) assert.deepEqual(await texts(ada, within(id), query), [messages[index]], query);
    for (const query of ['anderswo', '東西', 'strasse kairo', 'ber'])
      assert.deepEqual(await texts(ada, within(id), query), [], query);
  });

  test('takes every query as words: operators, quotes and wildcards mean nothing and break nothing', async () => {
    const { id } = await openGroup(ada, []);
    await say(ada, id, 'alpha beta');
    for (const query of [
      'alpha & beta',
      'alpha:*',
      '(alpha',
      "'alpha'",
      "alpha' | 'x",
      'alpha\\',
      '"alpha" !',
      'alpha <-> beta',
      'alpha:A',
      '%alpha_',
      '*alpha*',
      "alpha');--",
    ])
      assert.ok((await search(ada, within(id), query)).items.length <= 1, query);
    assert.deepEqual(await texts(ada, within(id), '(alpha) & !beta:*'), ['alpha beta']);
    for (const query of [
      '!',
      ':*',
      '😀',
      "'",
      '\\',
      '&',
      '()',
      '   ',
      '%',
      '½',
      'ﷺ',
      'ŉ',
      '㎞²',
      '\u0301',
      '1e5',
      '0x1f',
      '-1.5',
      'a'.repeat(500),
      '日'.repeat(500),
      'ä ö '.repeat(125),
    ])
      await search(ada, everywhere, query);
  });

  test('answers best first, with a score and the places of what matched', async () => {
    const { id } = await openGroup(ada, []);
    const filler =
      'Und dann haben wir lange über ganz andere Dinge gesprochen, die mit dem Thema nichts zu tun hatten. ';
    await say(ada, id, `${filler.repeat(8)} Budget ${filler.repeat(8)}`);
    await say(ada, id, `${filler} Budget und Bericht`);
    await say(ada, id, '👩‍🚀 Budget, Budget, Bücher');
    const { items } = await search(ada, within(id), 'budget');
    assert.deepEqual(
      items.map(({ seq }) => seq),
      [4, 3, 2],
    );
    for (const [index, { score, highlight }] of items.entries()) {
      assert.ok(score > 0 && score <= (items[index - 1]?.score ?? 1), String(score));
      for (const [start, end] of highlight.ranges) assert.equal(highlight.text.slice(start, end), 'Budget');
    }
    assert.deepEqual(items[0]?.highlight.ranges.length, 2);
    assert.ok((items[2]?.highlight.text.length ?? 999) <= 240);
    for (const query of ['budg', 'budg budg', 'b', 'bericht budg', 'ber bud'])
      for (const { score } of (await search(ada, within(id), query)).items) assert.ok(score > 0, `${query}: ${score}`);
  });

  test('is paged to the very end without gap or repeat', async () => {
    const { id } = await openGroup(ada, []);
    for (let index = 0; index < 23; index++)
      await say(ada, id, `Zitronen ${'und Zitronen '.repeat(index % 5)}${'mit Zucker '.repeat(index % 3)}`);
    const all = (await search(ada, within(id), 'zitrone')).items;
    assert.equal(all.length, 23);
    for (const limit of [1, 4, 22, 23])
      assert.deepEqual(await everyPage<MessageHit>(ada, `${within(id)}?query=zitrone`, limit), all);
    const scores = all.map(({ score }) => score);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
  });

  test('knows a message as it is now: with its edits and reactions, and not when it is deleted', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const message = await say(ada, id, 'Marillenknödel');
    await zoe.call('PUT', `/v1/messages/${message.id}/reactions/${encodeURIComponent('😋')}`);
    const [hit] = (await search(zoe, within(id), 'marillen')).items;
    assert.ok(hit);
    const { score, highlight, ...rest } = hit;
    assert.deepEqual(rest, { ...message, reactions: [{ emoji: '😋', count: 1, user_ids: [zoe.user.id] }] });
    assert.deepEqual([score > 0, highlight], [true, { text: 'Marillenknödel', ranges: [[0, 14]] }]);
    await ada.call('PATCH', `/v1/messages/${message.id}`, { content: 'Zwetschkenknödel' });
    assert.deepEqual(
      [await texts(zoe, within(id), 'marillen'), await texts(zoe, within(id), 'zwetschken')],
      [[], ['Zwetschkenknödel']],
    );
    await ada.call('DELETE', `/v1/messages/${message.id}`);
    assert.deepEqual(await texts(zoe, within(id), 'zwetschken'), []);
  });
});

describe('what a search may find', () => {
  test('is what the searcher may read: all their conversations, or one of them', async () => {
    const [ours, mine, theirs] = [await openGroup(ada, [zoe]), await open(ada, []), await openGroup(zoe, [eve])];
    await say(ada, ours.id, 'Kolibri im Garten');
    await say(ada, mine.id, 'Kolibri nur für mich');
    await say(zoe, theirs.id, 'Kolibri woanders');
    assert.deepEqual((await texts(ada, everywhere, 'kolibri')).sort(), ['Kolibri im Garten', 'Kolibri nur für mich']);
    assert.deepEqual((await texts(zoe, everywhere, 'kolibri')).sort(), ['Kolibri im Garten', 'Kolibri woanders']);
    assert.deepEqual(await texts(eve, everywhere, 'kolibri'), ['Kolibri woanders']);
    assert.deepEqual(await texts(ada, within(mine.id.toUpperCase()), 'kolibri'), ['Kolibri nur für mich']);
    assertRefused(await eve.call('GET', `${within(ours.id)}?query=kolibri`), 404, 'not_found');
    assertRefused(await eve.call('GET', `${within(unknownId)}?query=kolibri`), 404, 'not_found');
    assert.equal((await app.call('GET', `${everywhere}?query=kolibri`)).status, 401);
    assert.equal((await ada.call('DELETE', `/v1/conversations/${ours.id}/members/${zoe.user.id}`)).status, 204);
    assert.deepEqual(await texts(zoe, everywhere, 'kolibri'), ['Kolibri woanders']);
  });

  test('has to be asked for properly', async () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const query of ['', 'query=', `query=${'a'.repeat(501)}`, 'query=a%00b'])
      assertRefused(await ada.call('GET', `${everywhere}?${query}`), 422, 'validation_failed', 'query');
    for (const cursor of [
      'x',
      encode([]),
      encode([1]),
      encode(['1', unknownId]),
      encode([1e300, unknownId]),
      encode([1, 'x']),
      encode([null, unknownId]),
    ])
      assertRefused(
        await ada.call('GET', `${everywhere}?query=a&cursor=${cursor}`),
        422,
        'validation_failed',
        'cursor',
      );
    assertRefused(await ada.call('GET', `${everywhere}?query=a&limit=201`), 422, 'validation_failed', 'limit');
  });
});
