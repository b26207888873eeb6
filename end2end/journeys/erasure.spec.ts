import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { CLIENT, type Person, SPANISH, openCase, register, signInAtTheConsole } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'erasure' });

const SHOTS = join(__dirname, '../.shots');
const TITLE = 'Quesada, sale of the house';
const BLACKENED = '█████';
let ana: Person;
let office: Page;
let console: Page;
let caseUrl: string;
let receiptUrl: string;

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(180_000);
  office = await openForAll();
  ana = await register(office, server);
  await openCase(office, TITLE);
  caseUrl = office.url();
  console = await openForAll();
});

/** Goes to a page of the console, by its way in where that is needed. */
async function enter(path: string): Promise<void> {
  await console.goto(path);
  if (!console.url().includes('/admin/sign-in')) return;
  await signInAtTheConsole(console, ana);
  await console.goto(path);
}

/** As it is answered once five minutes have passed since the last factor. */
async function withSecondFactor(page: Page, path: string, act: () => Promise<void>): Promise<void> {
  await page.route(`**/${path}`, (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '"step_up_needed"' }), { times: 1 });
  await act();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(dialog).toBeVisible();
  await accessible(page);
  await dialog.getByLabel('Six-digit code').fill(await ana.app.code());
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog).toBeHidden();
}

async function find(who: string): Promise<void> {
  await console.getByLabel('Name or mail address').fill(who);
  await console.getByRole('button', { name: 'Look up' }).click();
}

test('a legal hold is placed on a case, and keeps its people from being erased', async ({ complaints }) => {
  test.setTimeout(180_000);
  complaints.expect(/^(401|409) POST \/admin\/api\/erasures/, /status of (401|409)/);
  const hold = office.locator('#hold');
  await expect(hold.getByText('There is none.')).toBeVisible();
  await hold.getByText('Place a hold').first().click();
  await hold.getByLabel('Reason').fill('The buyer has sued');
  await accessible(office);
  await hold.getByRole('button', { name: 'Place a hold' }).click();
  await expect(office.getByText('Hold placed')).toBeVisible();
  await expect(hold).toContainText('The buyer has sued');
  await expect(office.locator('.case-facts').getByText('Legal hold')).toBeVisible();
  await expect(office.locator('#timeline').getByText('Placed the case under legal hold: “The buyer has sued”')).toBeVisible();
  await accessible(office);

  await enter('/admin/erasures');
  await expect(console.getByText('Nobody has been erased yet')).toBeVisible();
  await accessible(console);
  await withSecondFactor(console, 'admin/api/erasures/find', () => find('somebody else'));
  await expect(console.getByText('Nobody of that name or address is left here')).toBeVisible();
  await accessible(console);
  await find(CLIENT.email);
  const found = console.locator('.erasure-choice li');
  await expect(found).toHaveCount(1);
  await expect(found).toContainText(`${CLIENT.name} · Party to a case`);
  await expect(found).toContainText('Kept by a legal hold.');
  await expect(found.getByRole('checkbox')).toBeDisabled();
  await expect(console.locator('main')).not.toContainText(TITLE);
  await accessible(console);
});

test('the hold is lifted with a fresh factor, and the client is erased for good', async ({ complaints, open }) => {
  test.setTimeout(180_000);
  complaints.expect(/^401 POST \/(admin\/)?api\/(cases\/lift-hold|erasures)/, /^422 POST \/admin\/api\/erasures/, /status of (401|422)/);
  const hold = office.locator('#hold');
  await hold.getByText('Lift the hold').first().click();
  await hold.getByLabel('Reason').fill('The parties have settled');
  await withSecondFactor(office, 'api/cases/lift-hold', () => hold.getByRole('button', { name: 'Lift the hold' }).click());
  await expect(office.getByText('Hold lifted')).toBeVisible();
  await expect(hold.getByText('There is none.')).toBeVisible();

  await enter('/admin/erasures');
  await find(CLIENT.name.toUpperCase());
  await console.getByRole('checkbox', { name: CLIENT.name }).check();
  await console.getByLabel('Ground').fill('too short');
  await console.getByLabel('I know that this can’t be undone, by nobody.').check();
  await console.getByRole('button', { name: 'Erase for good' }).click();
  await expect(console.getByRole('alert').filter({ hasText: 'at least 10 characters' })).toBeVisible();
  await accessible(console);
  await console.screenshot({ path: join(SHOTS, 'erasure-chosen-1440-paper-en.png'), fullPage: true, animations: 'disabled' });
  await console.getByLabel('Ground').fill('Article 17, asked for in writing');
  await withSecondFactor(console, 'admin/api/erasures/erase', () => console.getByRole('button', { name: 'Erase for good' }).click());

  await expect(console).toHaveURL(/\/admin\/erasures\/[0-9a-f-]{36}$/);
  receiptUrl = console.url();
  await expect(console.getByRole('heading', { level: 1, name: 'Receipt of an erasure' })).toBeVisible();
  await expect(console.getByText('Party to a case: 1')).toBeVisible();
  await expect(console.locator('main')).not.toContainText(CLIENT.name);
  await accessible(console);
  const downloading = console.waitForEvent('download');
  await console.getByRole('link', { name: 'Download the receipt' }).click();
  const note = readFileSync(await (await downloading).path(), 'utf8');
  expect(note).toMatch(/^matterlock-erasure-v2\nlog matterlock\/[0-9a-f-]+\/console\n/);
  expect(note).toContain('ground "Article 17, asked for in writing"');
  expect(note).toMatch(/\n— matterlock-log \S+\n$/);
  expect(note).not.toContain('Marta');

  // Whoever is handed it checks it without an account.
  const visitor = await open();
  await visitor.goto('/verify');
  await visitor.waitForLoadState('networkidle');
  const give = (text: string) => visitor.locator('#verify-file').setInputFiles({ name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await give(note);
  const result = visitor.getByRole('region', { name: 'Result' });
  await expect(result.getByRole('status').getByText('It holds')).toBeVisible();
  await expect(result.getByRole('heading', { name: 'Receipt of an erasure' })).toBeVisible();
  await expect(result.getByText('Article 17, asked for in writing')).toBeVisible();
  await accessible(visitor);
  await visitor.screenshot({ path: join(SHOTS, 'verify-receipt.png'), fullPage: true, animations: 'disabled' });
  await give(note.replace('Article 17', 'Article 18'));
  await expect(result.getByRole('alert').getByText('It does not hold')).toBeVisible();

  // On the page that is open at the office, by itself.
  await expect(office.locator('#parties')).toContainText(BLACKENED);
  await office.reload();
  await expect(office.locator('#timeline').getByText(`Added the party ${BLACKENED}`)).toBeVisible();
  await expect(office.locator('main')).not.toContainText(CLIENT.name);
  await accessible(office);

  await enter('/admin/erasures');
  await expect(console.getByText('Article 17, asked for in writing')).toBeVisible();
  await find(CLIENT.name);
  await expect(console.getByText('Nobody of that name or address is left here')).toBeVisible();
  await enter('/admin/log');
  await expect(console.getByText('Erased for good: 1 party; ground: “Article 17, asked for in writing”')).toBeVisible();
});

test('in every look', async ({ server }) => {
  test.setTimeout(240_000);
  await office.goto(caseUrl);
  const hold = office.locator('#hold');
  await hold.getByText('Place a hold').first().click();
  await hold.getByLabel('Reason').fill('The buyer has sued again, in another court');
  await hold.getByRole('button', { name: 'Place a hold' }).click();
  await expect(office.getByText('Hold placed')).toBeVisible();
  await enter('/admin/erasures');
  for (const [width, height, theme, language] of [[320, 568, 'paper', 'es'], [320, 568, 'ink', 'en'], [768, 1024, 'ink', 'es'], [1440, 900, 'paper', 'es'], [1440, 900, 'ink', 'en']] as const) {
    for (const [page, name, path] of [[office, 'hold', caseUrl], [console, 'erasures', '/admin/erasures'], [console, 'erasure-receipt', receiptUrl]] as const) {
      await page.context().addCookies([{ name: 'theme', value: theme, url: server.url }, { name: 'language', value: language, url: server.url }]);
      await page.setViewportSize({ width, height });
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await fitsTheWidth(page);
      await accessible(page);
      await page.screenshot({ path: join(SHOTS, `${name}-${width}-${theme}-${language}.png`), fullPage: true, animations: 'disabled' });
    }
  }
});

test('on a phone, in Spanish', async ({ open, server }) => {
  test.setTimeout(180_000);
  const phone = await open(PHONE);
  await phone.context().addCookies([{ name: 'language', value: 'es', url: server.url }]);
  await console.goto('about:blank');
  await signInAtTheConsole(phone, ana, SPANISH);
  await phone.goto('/admin/erasures');
  await phone.getByLabel('Nombre o correo electrónico').fill(ana.email);
  await phone.getByRole('button', { name: 'Buscar' }).tap();
  await expect(phone.getByText('Tiene una cuenta abierta: ciérrela primero.')).toBeVisible();
  await fitsTheWidth(phone);
  await accessible(phone);
  await phone.screenshot({ path: join(SHOTS, 'erasure-found-320-paper-es.png'), fullPage: true, animations: 'disabled' });
});
