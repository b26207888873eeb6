import { join } from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { openWithMyHalf, rawDrafts } from '../support/drafts';
import { type Person, addColleague, openCase, register, signIn, upload } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';
import { accessible, fitsTheWidth } from '../support/watch';

// The shortest that a server takes.
test.use({ installation: 'drafts', env: { MATTERLOCK_IDLE_SECONDS: '61' } });

const BACK = { en: 'What you typed here before is back', es: 'Aquí está de nuevo lo que usted había escrito' };
const TYPED = ['Zarzamora', 'Quintanilla', 'zq@example.org', 'hidroeléctrica'];

let ana: Person;
let luis: Person;
let page: Page;

test.beforeAll(async ({ openForAll, server }) => {
  page = await openForAll();
  ana = await register(page, server);
  luis = await addColleague(await openForAll(), server, ana, 'partner');
});

test.beforeEach(async () => {
  await page.goto('/cases');
  // Whatever the journey before left belongs to it.
  await page.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase('matterlock-drafts').onsuccess = resolve)));
  if (page.url().includes('/sign-in')) await signIn(page, ana);
});

/** Another browser with Ana's session: nothing in it has been typed. */
async function another(open: (options?: BrowserContextOptions) => Promise<Page>, options: BrowserContextOptions = {}): Promise<Page> {
  const other = await open(options);
  await other.context().addCookies(await page.context().cookies());
  return other;
}

async function drafts(page: Page): Promise<number> {
  return (await rawDrafts(page)).drafts;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^My account/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/ended=signed_out/);
}

test('what was typed before the idle end is nobody else’s, and back for whoever typed it', async ({ server, complaints }) => {
  test.setTimeout(240_000);
  await page.goto('/cases/new');
  await page.getByLabel('Title').pressSequentially('Zarzamora y Quintanilla');
  await page.getByLabel('Area of law').selectOption('labour');
  await page.getByLabel('Summary').fill('La hidroeléctrica, y lo demás.');
  await page.getByLabel("Client's email").fill('zq@example.org');
  await expect.poll(() => drafts(page)).toBe(1);
  const { user } = await mine(page);
  const place = { user, place: '/cases/new\nopen-case' };
  // This is how one opens it, with both halves.
  await expect.poll(async () => (await openWithMyHalf(page, place)).join()).toContain('zq@example.org');
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const half = () => fetch(`${server.url}/api/drafts/key`, { method: 'POST', headers: { cookie, origin: server.url } });
  expect((await half()).status).toBe(200);

  await expect(page).toHaveURL(/\/sign-in\?ended=idle&next=%2Fcases%2Fnew/, { timeout: 100_000 });
  await expect(page.getByText('Sign in to go on where you were.')).toBeVisible();
  expect((await half()).status, 'a session that has ended gets no half').toBe(401);

  await signIn(page, luis);
  await expect(page).toHaveURL(/\/cases\/new$/);
  await expect(page.getByLabel('Title')).toBeVisible();
  await page.waitForLoadState('networkidle').catch(() => {});
  await expect(page.getByLabel('Title')).toHaveValue('');
  await expect(page.getByText(BACK.en)).toHaveCount(0);
  const raw = await rawDrafts(page);
  expect(raw.drafts).toBe(1);
  for (const word of TYPED) expect(raw.readable).not.toContain(word);
  expect(raw.readable, 'nor on which page').not.toContain('cases');
  expect(raw.exports.length).toBeGreaterThanOrEqual(2);
  expect(new Set(raw.exports)).toEqual(new Set(['refused']));
  expect((await mine(page)).user).not.toBe(user);
  expect(await openWithMyHalf(page, place), 'with every key here and another half').toEqual([]);
  await page.getByLabel('Title').pressSequentially('Luis was here');
  await expect.poll(() => drafts(page)).toBe(2);
  await signOut(page);

  await signIn(page, ana);
  await page.goto('/cases/new');
  await expect(page.getByText(BACK.en)).toBeVisible();
  await expect(page.getByLabel('Title')).toHaveValue('Zarzamora y Quintanilla');
  await expect(page.getByLabel('Area of law')).toHaveValue('labour');
  await expect(page.getByLabel('Summary')).toHaveValue('La hidroeléctrica, y lo demás.');
  await expect(page.getByLabel("Client's email")).toHaveValue('zq@example.org');
  await accessible(page);
  await page.getByLabel("Client's name").fill('Zoila Quintanilla');
  await page.getByRole('button', { name: 'Open the case' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Zarzamora y Quintanilla' })).toBeVisible();
  await expect.poll(() => drafts(page), 'Luis’s alone').toBe(1);
  await page.goto('/cases/new');
  await page.waitForLoadState('networkidle').catch(() => {});
  await expect(page.getByLabel('Title')).toHaveValue('');
});

/** Whose session this is, as the server says. */
async function mine(page: Page): Promise<{ user: string; half: string }> {
  return page.evaluate(async () => (await fetch('/api/drafts/key', { method: 'POST' })).json());
}

test('two tabs keep a draft each, and both come back', async () => {
  const first = await page.context().newPage();
  await first.goto('/cases/new');
  await first.getByLabel('Title').fill('First of two');
  await expect.poll(() => drafts(page)).toBe(1);
  const second = await page.context().newPage();
  await second.goto('/cases/new');
  await second.waitForLoadState('networkidle').catch(() => {});
  await expect(second.getByLabel('Title'), 'the other tab is still at it').toHaveValue('');
  await second.getByLabel('Title').fill('Second of two');
  await expect.poll(() => drafts(page)).toBe(2);
  await first.close();
  await second.close();
  // A browser lets go of what a closed tab held a moment after it is closed.
  await expect.poll(() => page.evaluate(async () => (await navigator.locks.query()).held?.length)).toBe(0);

  await page.goto('/cases/new');
  await expect(page.getByLabel('Title')).toHaveValue('Second of two');
  await page.getByRole('button', { name: 'Open the case' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Second of two' })).toBeVisible();
  await page.goto('/cases/new');
  await expect(page.getByLabel('Title')).toHaveValue('First of two');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => drafts(page)).toBe(0);
});

test('a folded form opens with what was typed; somebody else’s change is still noticed', async ({ open, complaints }) => {
  test.setTimeout(180_000);
  // A change that was overtaken.
  complaints.expect(/^409|status of 409/);
  await openCase(page, 'Robles v. Salas');
  const address = page.url();
  await page.getByLabel('Assign a colleague').selectOption({ label: 'Luis Vega Castro · Partner' });
  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  await expect(page.locator('#team .row-title').getByText('Luis Vega Castro')).toBeVisible();
  await page.getByText('Edit case').click();
  await page.getByRole('textbox', { name: 'Summary' }).fill('Half a thought');
  await page.getByText('Add a party').click();
  const party = page.locator('#parties form').filter({ has: page.getByRole('button', { name: 'Save party' }) });
  await party.getByLabel('Name').fill('Half a name');
  await expect.poll(() => drafts(page)).toBe(2);
  await page.goto('/cases');

  const his = await open();
  await signIn(his, luis);
  await his.goto(address);
  await his.getByText('Edit case').click();
  await his.getByLabel('Title').fill('Robles v. Salas and others');
  await his.getByRole('button', { name: 'Save changes' }).click();
  await expect(his.getByRole('heading', { level: 1, name: 'Robles v. Salas and others' })).toBeVisible();

  await page.goto(address);
  if (page.url().includes('/sign-in')) await signIn(page, ana);
  await expect(page.getByText(BACK.en)).toHaveCount(2);
  await expect(page.getByRole('textbox', { name: 'Summary' })).toHaveValue('Half a thought');
  await expect(party.getByLabel('Name')).toHaveValue('Half a name');
  await accessible(page);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByRole('button', { name: 'Discard mine and reload' }).click();
  await expect.poll(() => drafts(page), 'what was given up is gone').toBe(1);
  await party.getByRole('button', { name: 'Save party' }).click();
  await expect(page.locator('#parties .row-title').getByText('Half a name')).toBeVisible();
  await expect.poll(() => drafts(page)).toBe(0);
});

test('a request for a signature comes back with its message and its place', async () => {
  await openCase(page, 'Placed');
  await upload(page, { name: 'deed.pdf', bytes: smallPdf('Deed') });
  await page.getByRole('link', { name: /^Ask for a signature on/ }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ask for a signature' })).toBeVisible();
  await page.getByLabel('Hand it over myself').check();
  await page.getByLabel('Message to the signer').fill('Please sign by Friday');
  await expect.poll(() => drafts(page)).toBe(1);
  const x = page.locator('input[name="form[area][x]"]');
  const before = await x.inputValue();
  const box = page.getByRole('application');
  await box.focus();
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press('ArrowRight');
  await expect(x).not.toHaveValue(before);
  const placed = await x.inputValue();
  const shown = await page.locator('.place-box').getAttribute('x');
  await expect.poll(async () => (await openWithMyHalf(page, { user: (await mine(page)).user, place: `${new URL(page.url()).pathname}\nask-signature` })).join()).toContain(placed);
  await page.reload();
  await expect(page.getByText(BACK.en)).toBeVisible();
  await expect(page.getByLabel('Message to the signer')).toHaveValue('Please sign by Friday');
  await expect(page.getByLabel('Hand it over myself')).toBeChecked();
  await expect(x).toHaveValue(placed);
  await expect(page.locator('.place-box')).toHaveAttribute('x', shown ?? '');
  await page.getByRole('button', { name: 'Send for signature' }).click();
  await expect(page).toHaveURL(/\/envelopes\//);
  await expect.poll(() => drafts(page)).toBe(0);
});

test('on a small phone in Spanish: back, discarded, and back again', async ({ open, server }) => {
  const phone = await another(open, PHONE);
  await phone.context().addCookies([{ name: 'language', value: 'es', url: server.url }]);
  await phone.goto('/cases/new');
  const title = phone.getByLabel('Título');
  await title.pressSequentially('Sucesión de Ñ');
  await expect.poll(() => drafts(phone)).toBe(1);
  await phone.reload();
  await expect(phone.getByText(BACK.es)).toBeVisible();
  await expect(title).toHaveValue('Sucesión de Ñ');
  await accessible(phone);
  await fitsTheWidth(phone);
  await phone.getByRole('button', { name: 'Descartar' }).click();
  await expect(title).toHaveValue('');
  await expect(phone.getByRole('button', { name: 'Deshacer' }), 'the focus stays').toBeFocused();
  await accessible(phone);
  await fitsTheWidth(phone);
  await expect.poll(() => drafts(phone)).toBe(0);
  await phone.getByRole('button', { name: 'Deshacer' }).click();
  await expect(title).toHaveValue('Sucesión de Ñ');
  await expect.poll(() => drafts(phone)).toBe(1);
  await phone.getByRole('button', { name: 'Descartar' }).click();
  await expect.poll(() => drafts(phone)).toBe(0);
  await phone.reload();
  await phone.waitForLoadState('networkidle').catch(() => {});
  await expect(title).toHaveValue('');
  await expect(phone.getByText(BACK.es)).toHaveCount(0);
});

test('old drafts go, whoever’s they are; a browser without cryptography only forgets', async ({ open }) => {
  await page.goto('/cases/new');
  // What is typed before the page's script runs is sealed with the next letter only.
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.getByLabel('Title').fill('Of last week');
  await expect.poll(() => drafts(page)).toBe(1);
  await page.goto('/cases');
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('matterlock-drafts');
        opening.onsuccess = () => {
          const table = opening.result.transaction('drafts', 'readwrite').objectStore('drafts');
          const all = table.getAll();
          all.onsuccess = () => {
            const put = table.put({ ...all.result[0], at: Date.now() - 7 * 86_400_000 - 1000 });
            put.onsuccess = () => {
              opening.result.close();
              resolve(undefined);
            };
          };
        };
      }),
  );
  await page.goto('/cases/new');
  await expect.poll(() => drafts(page)).toBe(0);
  await expect(page.getByLabel('Title')).toHaveValue('');

  const bare = await another(open);
  await bare.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined }));
  await openCase(bare, 'Opened all the same');
});

test('the notice in every look', async ({ open, server }) => {
  const shown = await another(open);
  await openCase(shown, 'Seen from all sides');
  const address = shown.url();
  await shown.getByText('Edit case').click();
  await shown.getByRole('textbox', { name: 'Summary' }).fill('A summary that was being written when the telephone rang.');
  await expect.poll(() => drafts(shown)).toBe(1);
  await shown.goto('/cases/new');
  await shown.getByLabel('Title').fill('A case that was being opened');
  await expect.poll(() => drafts(shown)).toBe(2);
  for (const [width, height, theme, language] of [
    [320, 568, 'paper', 'es'],
    [320, 568, 'ink', 'en'],
    [1440, 900, 'paper', 'en'],
    [1440, 900, 'ink', 'es'],
  ] as const) {
    await shown.context().addCookies([
      { name: 'theme', value: theme, url: server.url },
      { name: 'language', value: language, url: server.url },
    ]);
    await shown.setViewportSize({ width, height });
    for (const [name, path] of [
      ['draft-new-case', '/cases/new'],
      ['draft-edit-case', address],
    ] as const) {
      await shown.goto(path);
      await expect(shown.getByText(BACK[language])).toBeVisible();
      await fitsTheWidth(shown);
      await accessible(shown);
      await shown.screenshot({ path: join(__dirname, `../.shots/${name}-${width}-${theme}-${language}.png`), fullPage: true });
    }
  }
});
