import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertNoFaults, openBrowser, password, signUp, visit } from './people.ts';
import { startProduct } from './product.ts';

const [product, browser] = await Promise.all([startProduct(), openBrowser()]);
const zoe = await signUp(browser, product, { username: 'zoë', name: 'Zoë Ångström', email: 'zoe@example.org' });

test('the forms say what is wrong, in place', async () => {
  const { page, context } = await visit(browser, product);
  await page.goto('/app/signup');
  await page.getByLabel('Username').fill('no spaces please');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('alert').filter({ hasText: 'no spaces' }).waitFor();
  await page.getByRole('alert').filter({ hasText: 'At least 8 characters' }).waitFor();
  assert.equal(await page.getByLabel('Username').getAttribute('aria-invalid'), 'true');

  await page.getByLabel('Username').fill('ZOË');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('alert').filter({ hasText: 'Somebody has this username already' }).waitFor();
  await context.close();
});

test('signing out ends here, and the app asks to sign in before it shows anything', async () => {
  const { page } = zoe;
  await page.goto('/app/settings');
  await page.getByText('This device').waitFor();
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem('parlance.tokens')), null);
  await page.goto('/app/people');
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();

  await page.getByLabel('Username or e-mail').fill('zoe@example.org');
  await page.getByLabel('Password', { exact: true }).fill('not my password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'Name or password is wrong.' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
});

test('a forgotten password is set anew with the link of the mail', async () => {
  const { page, faults } = await visit(browser, product);
  await page.goto('/app/login');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await page.getByLabel('E-mail').fill('zoe@example.org');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('status').filter({ hasText: 'Look in your inbox' }).waitFor();

  await page.goto(await resetLink());
  await page.getByLabel('New password').fill('another battery, another staple');
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Username or e-mail').fill('zoë');
  await page.getByLabel('Password', { exact: true }).fill('another battery, another staple');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Your account' }).waitFor();

  await page.goto('/app/reset-password?token=used-or-invented');
  await page.getByLabel('New password').fill('yet another staple');
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.getByRole('alert').filter({ hasText: 'This link was used already or has expired.' }).waitFor();
  assertNoFaults({ faults });
});

test('theme and language are kept, and are there before the first paint', async () => {
  const person = await signUp(browser, product, { username: 'jürgen' });
  const { page } = person;
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'Dark' }).click();
  await page.getByRole('radio', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [document.documentElement.dataset.theme, document.documentElement.lang]), [
    'dark',
    'de',
  ]);
  assertNoFaults(person);
});

/** The link of the newest mail; the mail is a job of its own, so it may take a moment. */
async function resetLink(): Promise<string> {
  const folder = join(product.dataDir, 'outbox');
  const deadline = Date.now() + 10_000;
  for (;;) {
    const mails = (await readdir(folder).catch(() => [])).sort();
    const newest = mails.at(-1);
    // Quoted-printable breaks long lines with "=" and writes "=" as "=3D".
    const text = newest
      ? (await readFile(join(folder, newest), 'utf8')).replace(/=\r?\n/g, '').replace(/=3D/g, '=')
      : '';
    const token = /reset-password\?token=([\w.~-]+)/.exec(text)?.[1];
    if (token) return `/app/reset-password?token=${token}`;
    if (Date.now() > deadline) throw new Error(`No mail with a link in ${folder}: ${mails.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
