import type { Page } from '@playwright/test';
import { type Person, SPANISH, addColleague, register, signIn } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'session', env: { MATTERLOCK_IDLE_SECONDS: '75' } });

const STAY = { name: 'Stay signed in' };
let ana: Person;
let page: Page;

test.beforeAll(async ({ openForAll, server }) => {
  page = await openForAll();
  ana = await register(page, server);
});

test('the last minute is counted down in every tab; staying clears it in every tab; then it ends by itself', async () => {
  test.setTimeout(240_000);
  const other = await page.context().newPage();
  await other.goto('/cases');
  const tabs = [page, other];
  for (const tab of tabs) {
    await expect(tab.getByRole('button', STAY)).toBeVisible({ timeout: 25_000 });
    await expect(tab.getByText(/^Your session ends in \d+\ss/).first()).toBeVisible();
  }
  await accessible(page);
  const before = await secondsLeft(other);
  await expect.poll(() => secondsLeft(other)).toBeLessThan(before);
  await page.getByRole('button', STAY).click();
  for (const tab of tabs) await expect(tab.getByRole('button', STAY)).toHaveCount(0);
  // Counting down is no activity, and nor is a second tab: it ends, and says why.
  for (const tab of tabs) {
    await expect(tab).toHaveURL(/\/sign-in\?ended=idle/, { timeout: 100_000 });
    await expect(tab.getByText('Your session ended because')).toBeVisible();
  }
  await expect(page).toHaveURL(/next=%2Fcases/);
  await accessible(page);
  await other.close();
  await signIn(page, ana);
});

test('on a phone, in Spanish, in two tabs', async ({ open, server }) => {
  test.setTimeout(240_000);
  await page.goto('about:blank');
  const phone = await open(PHONE);
  await phone.context().addCookies([{ name: 'language', value: 'es', url: server.url }]);
  await signIn(phone, ana, SPANISH);
  const other = await phone.context().newPage();
  await other.goto('/cases');
  for (const tab of [phone, other]) {
    await expect(tab.getByRole('button', { name: 'Mantener la sesión' })).toBeVisible({ timeout: 25_000 });
    await expect(tab.getByText(/^Su sesión termina en \d+\ss/).first()).toBeVisible();
    await fitsTheWidth(tab);
  }
  await accessible(phone);
  await other.getByRole('button', { name: 'Mantener la sesión' }).tap();
  for (const tab of [phone, other]) await expect(tab.getByRole('button', { name: 'Mantener la sesión' })).toHaveCount(0);
  await phone.context().close();
  await signIn(page, ana);
});

async function secondsLeft(tab: Page): Promise<number> {
  const words = await tab.locator('.countdown .figures').innerText();
  return Number(/\d+/.exec(words)?.[0]);
}

test('signing in elsewhere ends this browser at once', async ({ open }) => {
  await page.goto('/cases');
  const elsewhere = await open();
  await signIn(elsewhere, ana);
  await expect(page).toHaveURL(/\/sign-in\?ended=elsewhere/, { timeout: 5_000 });
  await expect(page.getByText('Your session ended because you signed in elsewhere')).toBeVisible();
  await accessible(page);
  await signIn(page, ana);
  await expect(elsewhere).toHaveURL(/\/sign-in\?ended=elsewhere/);
});

test('signing out kills a copied cookie', async ({ open, server, complaints }) => {
  await page.goto('/cases');
  const cookies = await page.context().cookies();
  const session = cookies.find((cookie) => cookie.name === '__Host-matterlock');
  expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/', expires: -1 });
  const header = `__Host-matterlock=${session?.value}`;
  const asThief = () => fetch(`${server.url}/cases`, { headers: { cookie: header }, redirect: 'manual' });
  const before = await asThief();
  expect(await before.text()).toContain(ana.name);

  // What the page had just asked for is refused too.
  complaints.expect(/^401/, /status of 401/);
  await page.getByRole('button', { name: /^My account/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/ended=signed_out/);
  const after = await asThief();
  expect(await after.text()).not.toContain(ana.name);
  const file = await fetch(`${server.url}/events`, { headers: { cookie: header } });
  expect(file.status).toBe(401);
  await signIn(page, ana);
});

test('a code works once', async ({ open, server, complaints }) => {
  complaints.expect(/enter-code|status of 4/);
  const luis = await addColleague(await open(), server, ana, 'partner');
  const browser = await open();
  await signIn(browser, luis);
  const again = await open();
  await again.goto('/sign-in');
  await again.getByLabel('Mail address').fill(luis.email);
  await again.getByLabel('Password', { exact: true }).fill(luis.password);
  await again.getByRole('button', { name: 'Continue' }).click();
  await again.getByLabel('Six-digit code').fill(luis.app.last);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await expect(again.getByText('That is not the code of this moment, or it was used already.').first()).toBeVisible();
  await accessible(again);
});
