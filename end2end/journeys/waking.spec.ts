import type { Page } from '@playwright/test';
import { type Person, addColleague, openCase, register, signIn } from '../support/office';
import { expect, test } from '../support/journey';

test.use({ installation: 'waking' });

let ana: Person;
let page: Page;

test.beforeAll(async ({ openForAll, server }) => {
  page = await openForAll();
  ana = await register(page, server);
});

/** Far less than a tab believes an answer for: only waking makes it ask so soon. */
const SOON = { timeout: 8_000 };

test('a machine that slept, and a clock that was set, ask the server at once', async ({ open, server, complaints }) => {
  const page = await open();
  await signIn(page, ana);
  // The stream would tell of a sign-out by itself; a machine that slept has lost it.
  complaints.expect(/events/);
  await page.route('**/events', (route) => route.abort());
  await page.clock.install();
  await page.goto('/cases');
  await expect(page.getByRole('button', { name: /^My account/ })).toBeVisible();
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/access/session-state')) asked += 1;
  });
  await page.waitForTimeout(5_000);
  expect(asked, 'nothing happened').toBeLessThanOrEqual(1);
  for (const hours of [2, -3, 1]) {
    const before = asked;
    const now = await page.evaluate(() => Date.now());
    await page.clock.setSystemTime(now + hours * 3_600_000);
    await expect.poll(() => asked, SOON).toBeGreaterThan(before);
    await expect(page.locator('.countdown'), 'a clock decides nothing').toHaveCount(0);
    await expect(page).toHaveURL(/\/cases$/);
  }
  // Both clocks went on while the timers stood still.
  const before = asked;
  await page.clock.fastForward(60_000);
  await expect.poll(() => asked, SOON).toBeGreaterThan(before);

  // The session ends while the machine sleeps.
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const out = await fetch(`${server.url}/api/access/sign-out`, {
    method: 'POST',
    headers: { cookie, origin: server.url, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    redirect: 'manual',
  });
  expect(out.status).toBeLessThan(400);
  await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + 3_600_000);
  await expect(page).toHaveURL(/\/sign-in\?ended=signed_out/, SOON);
});

test('a tab that comes to the front or out of the history asks at once', async () => {
  await page.goto('/sign-in');
  await signIn(page, ana);
  await expect(page.getByRole('button', { name: /^My account/ })).toBeVisible();
  await page.waitForTimeout(3_000);
  for (const [name, target] of [
    ['visibilitychange', 'document'],
    ['resume', 'document'],
    ['pageshow', 'window'],
    ['online', 'window'],
  ]) {
    const asks = page.waitForRequest('**/api/access/session-state', { timeout: 2_000 });
    await page.evaluate(([name, target]) => (target === 'window' ? window : document).dispatchEvent(new Event(name ?? '')), [name, target]);
    await asks;
  }
});

test('a tab whose browser now belongs to somebody else shows them, and nothing of the one before', async ({ open, server }) => {
  const luis = await addColleague(await open(), server, ana, 'partner');
  await page.goto('/cases');
  await expect(page.getByRole('button', { name: /^My account: Ana/ })).toBeVisible();
  const other = await page.context().newPage();
  await other.goto('/sign-in');
  await signIn(other, luis);
  await expect(page.getByRole('button', { name: /^My account: Luis/ })).toBeVisible(SOON);
  await other.close();
});

test('a tab whose person signed in anew in another one goes on, and hears what happens', async ({ open }) => {
  const page = await open();
  await signIn(page, ana);
  await expect(page.getByRole('button', { name: /^My account: Ana/ })).toBeVisible();
  let streams = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/events')) streams += 1;
  });
  // Told of the end, the tab asks: by then the browser has the new cookie.
  await page.route('**/api/access/session-state', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  const other = await page.context().newPage();
  await other.goto('/sign-in');
  await signIn(other, ana);
  await expect.poll(() => streams, 'the stream is opened again').toBe(1);
  await openCase(other, 'Heard of by both');
  await expect(page.getByRole('link', { name: /Heard of by both/ })).toBeVisible();
});
