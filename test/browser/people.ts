import assert from 'node:assert/strict';
import { after } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Product } from './product.ts';

export const password = 'correct horse battery staple';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Someone at a browser of their own. */
export interface Person {
  username: string;
  context: BrowserContext;
  page: Page;
}

/** Chromium of this machine, closed after the test file. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args });
  after(() => browser.close());
  return browser;
}

/** A fresh browser profile on the product's first page; anything the page logs as an error fails the test. */
export async function visit(
  browser: Browser,
  product: Product,
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page; faults: string[] }> {
  const context = await browser.newContext({
    baseURL: product.url,
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A refused request and a lost network are logged by the browser itself.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket|ERR_/.test(message.text())) {
      faults.push(message.text());
    }
  });
  return { context, page, faults };
}

/** Signs someone up through the form and leaves them in the app. */
export async function signUp(
  browser: Browser,
  product: Product,
  {
    username,
    name = '',
    email = '',
    ...options
  }: { username: string; name?: string; email?: string } & BrowserContextOptions,
): Promise<Person & { faults: string[] }> {
  const { context, page, faults } = await visit(browser, product, options);
  await page.goto('/');
  await page.getByRole('link', { name: 'Create your account' }).click();
  // The page for signing in has a field of nearly the same name.
  await page.getByRole('heading', { name: 'Create your account' }).waitFor();
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Your account' }).waitFor();
  return { username, context, page, faults };
}

/** Opens the direct conversation with a person through the people page. */
export async function writeTo(page: Page, search: string, name: string): Promise<void> {
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search by name' }).fill(search);
  await page.getByRole('button', { name: `Write to ${name}` }).click();
  await page.getByRole('heading', { name, level: 2 }).waitFor();
}

/** The field where messages are written. */
export const composer = (page: Page) => page.getByRole('textbox', { name: /^(Message |Editing message)/ });

/** Writes and sends a message. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** The messages that are shown, each as one element. */
export const messages = (page: Page) => page.getByRole('log', { name: 'Messages' }).getByRole('article');

/** The message with this text. */
export const message = (page: Page, text: string) => messages(page).filter({ hasText: text });

/** Waits until a message is shown as delivered, not only as pending. */
export const delivered = (page: Page, text: string) =>
  page.locator('[data-message-id]').filter({ hasText: text }).first().waitFor();

/** The row of a conversation in the list. */
export const listed = (page: Page, name: string) =>
  page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link')
    .filter({ has: page.getByText(name, { exact: true }) });

/** Fails when a page logged an error. */
export function assertNoFaults(...people: { faults: string[] }[]): void {
  assert.deepEqual(
    people.flatMap((person) => person.faults),
    [],
  );
}
