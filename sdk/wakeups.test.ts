import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { onWake } from './wakeups.ts';

/** What a browser has and Node has not. */
class Page extends EventTarget {
  visibilityState = 'visible';
}

function openPage(): { window: EventTarget; page: Page } {
  const [window, page] = [new EventTarget(), new Page()];
  Object.assign(globalThis, {
    document: page,
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
  });
  return { window, page };
}

afterEach(() => {
  for (const name of ['document', 'addEventListener', 'removeEventListener']) Reflect.deleteProperty(globalThis, name);
});

test('wakes when the network is back and when the page comes into sight, until it is ended', () => {
  const { window, page } = openPage();
  let woken = 0;
  const end = onWake(() => (woken += 1));
  window.dispatchEvent(new Event('online'));
  assert.equal(woken, 1);
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(woken, 1);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(woken, 2);
  end();
  window.dispatchEvent(new Event('online'));
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(woken, 2);
});

test('is silent where there is no page', () => {
  onWake(() => assert.fail('nothing can wake it'))();
});
