import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assertNoFaults,
  composer,
  delivered,
  listed,
  message,
  messages,
  openBrowser,
  say,
  signUp,
  writeTo,
} from './people.ts';
import { startProduct } from './product.ts';

/** A picture of 2 × 1 pixels. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR42mP4z8DwHwgBAAr+Af9Zx8xTAAAAAElFTkSuQmCC',
  'base64',
);

const [product, browser] = await Promise.all([startProduct(), openBrowser()]);
const amelie = await signUp(browser, product, { username: 'amélie', name: 'Amélie Dubois' });
const noor = await signUp(browser, product, { username: 'نور', name: 'نور الهاشمي' });

test('one finds the other and both see each other write, live', async () => {
  await writeTo(amelie.page, 'نور', 'نور الهاشمي');
  await say(amelie.page, 'Bonjour! 👋');
  const row = listed(noor.page, 'Amélie Dubois');
  await row.getByTestId('unread').filter({ hasText: '1' }).waitFor();
  await row.filter({ hasText: 'Bonjour! 👋' }).waitFor();
  await noor.page.waitForFunction(() => document.title.startsWith('(1)'));

  await row.click();
  await message(noor.page, 'Bonjour! 👋').waitFor();
  await row.getByTestId('unread').waitFor({ state: 'detached' });
  await noor.page.waitForFunction(() => document.title === 'Parlance');
  await amelie.page.getByText('Seen').waitFor();

  await composer(noor.page).pressSequentially('صباح');
  await amelie.page.getByRole('status').filter({ hasText: 'نور الهاشمي is typing…' }).waitFor();
  await say(noor.page, 'صباح الخير!');
  await message(amelie.page, 'صباح الخير!').waitFor();
  await amelie.page.getByRole('status').filter({ hasText: 'typing' }).waitFor({ state: 'detached' });
  await amelie.page.locator('header').getByText('online', { exact: true }).waitFor();
});

test('an edit, a reaction, an answer and a deletion are seen by the other', async () => {
  await say(amelie.page, 'The train leaves at nien.');
  await delivered(amelie.page, 'at nien');
  await composer(amelie.page).press('ArrowUp');
  await composer(amelie.page).fill('The train leaves at nine.');
  await composer(amelie.page).press('Enter');
  await message(noor.page, 'at nine.').filter({ hasText: 'edited' }).waitFor();

  await message(noor.page, 'at nine.').hover();
  await noor.page.getByRole('button', { name: 'Add a reaction' }).first().click();
  await noor.page.getByRole('searchbox', { name: 'Search emoji' }).fill('rocket');
  await noor.page.keyboard.press('Enter');
  await message(amelie.page, 'at nine.')
    .getByRole('button', { name: /🚀, 1 reaction: نور/ })
    .click();
  await message(noor.page, 'at nine.')
    .getByRole('button', { name: /🚀, 2 reactions/ })
    .waitFor();

  await message(noor.page, 'at nine.').hover();
  await noor.page.getByRole('button', { name: 'Reply' }).click();
  await say(noor.page, 'From which platform?');
  const answer = message(amelie.page, 'From which platform?');
  await answer.getByRole('button').filter({ hasText: 'The train leaves at nine.' }).waitFor();

  await say(amelie.page, 'Wrong window, sorry');
  await delivered(amelie.page, 'Wrong window');
  await message(amelie.page, 'Wrong window').focus();
  await amelie.page.keyboard.press('Delete');
  await amelie.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await message(noor.page, 'This message was deleted.').waitFor();
  assert.equal(await message(noor.page, 'Wrong window').count(), 0);
});

test('a picture and a file arrive, the picture as a picture', async () => {
  await amelie.page.locator('input[type=file]').setInputFiles([
    { name: 'dusk at the harbour.png', mimeType: 'image/png', buffer: png },
    { name: 'notes – final.txt', mimeType: 'text/plain', buffer: Buffer.from('Grüße') },
  ]);
  await amelie.page.getByRole('progressbar').first().waitFor({ state: 'detached' });
  await composer(amelie.page).fill('Look!');
  await amelie.page.getByRole('button', { name: 'Send' }).click();
  const arrived = message(noor.page, 'Look!');
  const image = arrived.getByRole('img', { name: 'Image dusk at the harbour.png' });
  await image.waitFor();
  await noor.page.waitForFunction(() =>
    [...document.querySelectorAll('article img')].every(
      (img) => img instanceof HTMLImageElement && img.naturalWidth > 0,
    ),
  );
  await arrived.getByRole('link', { name: 'Download: notes – final.txt' }).waitFor();
  await image.click();
  await noor.page.getByRole('dialog').getByRole('img').waitFor();
  await noor.page.keyboard.press('Escape');
  await noor.page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('markup is text, wherever people write', async () => {
  const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
  await say(noor.page, markup);
  await message(amelie.page, markup).waitFor();
  assert.equal(await amelie.page.locator('article b').count(), 0);

  await say(noor.page, 'See https://example.org/a_(b). And `npm start`:\n```ts\nconst a = "<i>";\n```');
  const shown = message(amelie.page, 'And npm start');
  const link = shown.getByRole('link', { name: 'https://example.org/a_(b)' });
  assert.equal(await link.getAttribute('href'), 'https://example.org/a_(b)');
  assert.match((await link.getAttribute('rel')) ?? '', /noopener/);
  await shown.getByRole('button', { name: 'Copy code' }).waitFor();
});

test('a group: made, renamed, mentioned in, and searched', async () => {
  const sofia = await signUp(browser, product, { username: 'sofia', name: '<i>Sofia</i>' });
  await amelie.page.getByRole('button', { name: 'New conversation' }).click();
  await amelie.page.getByRole('menuitem', { name: 'New group' }).click();
  const dialog = amelie.page.getByRole('dialog', { name: 'New group' });
  await dialog.getByLabel('Name of the group').fill('Harbour festival 🎆');
  await dialog.getByRole('button', { name: /نور/ }).click();
  await dialog.getByRole('button', { name: /Sofia/ }).click();
  await dialog.getByRole('button', { name: 'Create group' }).click();
  await amelie.page.getByRole('heading', { name: 'Harbour festival 🎆', level: 2 }).waitFor();

  await composer(amelie.page).pressSequentially('Who prints the lanterns? @sof');
  await amelie.page.getByRole('option', { name: /sofia/ }).waitFor();
  await composer(amelie.page).press('Enter');
  await composer(amelie.page).press('Enter');
  await listed(sofia.page, 'Harbour festival 🎆').click();
  await message(sofia.page, 'lanterns').locator('[data-mention=sofia]').waitFor();

  await amelie.page.getByRole('link', { name: 'Search in this conversation' }).click();
  await amelie.page.getByRole('searchbox').fill('lanterns');
  const hit = amelie.page.getByRole('main').getByRole('link').filter({ hasText: 'lanterns' });
  await hit
    .locator('mark')
    .filter({ hasText: /lanterns/i })
    .waitFor();
  await hit.click();
  await message(amelie.page, 'Who prints the lanterns?').waitFor();

  await amelie.page.getByRole('button', { name: 'Details' }).click();
  await amelie.page.getByRole('button', { name: 'Rename' }).click();
  await amelie.page.getByLabel('Name', { exact: true }).fill('Lantern night');
  await amelie.page.getByRole('button', { name: 'Save' }).click();
  await listed(sofia.page, 'Lantern night').waitFor();
  await amelie.page.getByRole('button', { name: /Actions for .*Sofia/ }).click();
  await amelie.page.getByRole('menuitem', { name: 'Remove from group' }).click();
  await amelie.page.getByRole('alertdialog').getByRole('button', { name: 'Remove from group' }).click();
  await listed(sofia.page, 'Lantern night').waitFor({ state: 'detached' });
  assertNoFaults(sofia);
});

test('what was written offline waits, and is delivered exactly once', async () => {
  await listed(amelie.page, 'نور الهاشمي').click();
  await amelie.context.setOffline(true);
  await amelie.page.getByText('You are offline.').waitFor();
  await say(amelie.page, 'Written in the tunnel');
  await message(amelie.page, 'Written in the tunnel').filter({ hasText: 'Waits for the connection' }).waitFor();
  await amelie.context.setOffline(false);
  await delivered(amelie.page, 'Written in the tunnel');
  await message(noor.page, 'Written in the tunnel').waitFor();
  await say(noor.page, 'Welcome back');
  await message(amelie.page, 'Welcome back').waitFor();
  for (const { page } of [amelie, noor]) assert.equal(await message(page, 'Written in the tunnel').count(), 1);
});

test('a reload keeps everything, drafts included', async () => {
  await composer(amelie.page).fill('half a thou');
  await amelie.page.reload();
  await message(amelie.page, 'Welcome back').waitFor();
  assert.equal(await composer(amelie.page).inputValue(), 'half a thou');
  assert.equal(await message(amelie.page, 'Written in the tunnel').count(), 1);
  await composer(amelie.page).fill('');
});

test('a long history loads as one scrolls up, and stays where it is', async () => {
  for (let index = 0; index < 60; index += 1) await say(amelie.page, `Line number ${index} of a long story`);
  await delivered(amelie.page, 'Line number 59');
  await amelie.page.reload();
  await message(amelie.page, 'Line number 59').waitFor();
  const shown = await messages(amelie.page).count();
  assert.ok(shown < 50, `${shown} rows are in the page`);
  const log = amelie.page.getByRole('log');
  await log.hover();
  const oldest = message(amelie.page, 'Bonjour! 👋');
  for (let turn = 0; turn < 200 && (await oldest.count()) === 0; turn += 1) {
    await amelie.page.mouse.wheel(0, -600);
    await amelie.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await oldest.waitFor();

  const place = async () => Math.round((await oldest.boundingBox())?.y ?? Number.NaN);
  const before = await place();
  await say(noor.page, 'Meanwhile, at the other end');
  await amelie.page.getByRole('button', { name: '1 new message' }).waitFor();
  assert.equal(await place(), before);
  await amelie.page.getByRole('button', { name: '1 new message' }).click();
  await message(amelie.page, 'Meanwhile, at the other end').waitFor();
  await message(amelie.page, 'Line number 59').waitFor();
  await amelie.page.getByRole('button', { name: /new message|Latest messages/ }).waitFor({ state: 'detached' });
});

test('Ctrl+K goes anywhere by name', async () => {
  await amelie.page.keyboard.press('Control+k');
  await amelie.page.getByRole('combobox').fill('lantern');
  await amelie.page.getByRole('option', { name: /Lantern night/ }).waitFor();
  await amelie.page.keyboard.press('Enter');
  await amelie.page.getByRole('heading', { name: 'Lantern night', level: 2 }).waitFor();
});

test('on a phone, list and conversation are two screens', async () => {
  await noor.page.setViewportSize({ width: 360, height: 740 });
  await noor.page.goto('/app');
  assert.equal(await noor.page.getByRole('main').isVisible(), false);
  await listed(noor.page, 'Amélie Dubois').click();
  await composer(noor.page).waitFor();
  assert.equal(await noor.page.getByRole('navigation', { name: 'Conversations' }).isVisible(), false);
  const overflow = await noor.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `${overflow} px too wide`);
  await noor.page.getByRole('link', { name: 'Back to conversations' }).click();
  await listed(noor.page, 'Amélie Dubois').waitFor();
});

test('no page logged an error', () => assertNoFaults(amelie, noor));
