import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download, Page } from '@playwright/test';
import { type Person, SPANISH, addColleague, openCase, register, signIn, signInAtTheConsole, upload } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'log' });

const SHOTS = join(__dirname, '../.shots');
const TITLE = 'Núñez v. Heredia';
let office: Page;
let ana: Person;
let caseUrl: string;

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(180_000);
  office = await openForAll();
  ana = await register(office, server);
  await openCase(office, TITLE);
  caseUrl = office.url();
  await upload(office, { name: 'deed.pdf', bytes: smallPdf('Deed') });
});

/** The table of entries. */
const entries = (page: Page) => page.locator('.log-table tbody tr');

/** What a printer would be given. */
async function onPaper(page: Page, looks: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await looks();
  await page.emulateMedia({ media: null });
}

async function content(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}

test('who has opened a case and a document is one click away', async () => {
  await office.goto(caseUrl);
  await office.getByRole('link', { name: 'deed.pdf', exact: true }).first().click();
  await expect(office.getByRole('heading', { level: 1 })).toContainText('deed.pdf');
  await office.getByRole('link', { name: 'Who has opened this' }).click();
  await expect(office).toHaveURL(/\/documents\/[^/]+\/readers$/);
  await expect(office.getByRole('heading', { level: 1, name: 'Who has opened this' })).toBeVisible();
  await expect(office.getByRole('row', { name: /Ana Solano Rojas/ }).first()).toBeVisible();
  await accessible(office);
  await office.getByRole('link', { name: 'deed.pdf' }).click();
  await expect(office).toHaveURL(/\/documents\/[^/]+$/);

  await office.goto(caseUrl);
  await office.getByRole('link', { name: 'Who has opened this' }).click();
  await expect(office).toHaveURL(/\/cases\/[^/]+\/readers$/);
  await expect(entries(office).filter({ hasText: 'Opened deed.pdf' })).toHaveCount(1);
  await expect(office.getByText(TITLE).first()).toBeVisible();
  await office.screenshot({ path: join(SHOTS, 'readers.png'), fullPage: true });
  await accessible(office);
  await expect(office.getByRole('button', { name: 'Print' })).toBeVisible();
  await onPaper(office, async () => {
    await expect(office.getByText(`Printed by ${ana.name}, `)).toBeVisible();
    await expect(office.getByText(/^Entries \d+ to \d+\.$/)).toBeVisible();
    await expect(office.getByRole('button', { name: 'Print' })).toBeHidden();
  });
});

test('a printed log says of what it is, who printed it and whether it goes on', async () => {
  await office.goto('/log?group=cases&from=2020-01-01');
  await expect(entries(office).first()).toBeVisible();
  await expect(office.getByText('Entries of cases that you are not assigned to are not shown.')).toBeVisible();
  await expect(office.getByText('Only what fits the filter')).toBeHidden();
  await onPaper(office, async () => {
    await expect(office.getByText('Only what fits the filter: Cases and parties, from 2020-01-01.')).toBeVisible();
    await expect(office.getByText(`Printed by ${ana.name}, `)).toBeVisible();
    await expect(office.locator('.on-paper time')).toBeVisible();
    await expect(office.getByText(/^Entries \d+ to \d+\.$/)).toBeVisible();
    await expect(office.locator('.filter-bar')).toBeHidden();
  });
  await expect(office.getByText('There are no older entries that fit the filter and that you may see.')).toBeVisible();

  await office.goto('/log');
  await expect(entries(office).first()).toBeVisible();
  await expect(office.getByText('This is where the log begins.')).toBeVisible();
  await onPaper(office, () => expect(office.getByText('Without a filter.')).toBeVisible());

  // More than a page: that older ones follow is said where the button for them is left out.
  for (let searched = 0; searched < 55; searched++) await office.request.get(`/log?text=word${searched}`);
  await office.goto('/log');
  await expect(office.getByRole('button', { name: 'Show older entries' })).toBeVisible();
  await onPaper(office, async () => {
    await expect(office.getByText(/^Entries \d+ to \d+; older ones are not printed\.$/)).toBeVisible();
    await expect(office.getByRole('button', { name: 'Show older entries' })).toBeHidden();
  });
});

test('words are found without their accents, and a filter is kept under a name', async () => {
  await office.goto('/log');
  await office.getByLabel('Search for').fill('NUNEZ opened');
  await office.getByRole('button', { name: 'Filter' }).click();
  await expect(office).toHaveURL(/[?&]text=NUNEZ/);
  const opened = entries(office).filter({ hasText: 'Opened case' });
  await expect(opened).toHaveCount(1);
  await expect(opened).toContainText(TITLE);
  await accessible(office);

  await office.getByText('Save this filter').click();
  await office.getByLabel('What do you call it?').fill('The Núñez case');
  await accessible(office);
  await office.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(office.getByText('The filter was saved.')).toBeVisible();
  const kept = office.getByRole('navigation', { name: 'Saved filters' }).getByRole('link', { name: 'The Núñez case' });
  await expect(kept).toHaveAttribute('aria-current', 'true');

  await office.goto('/log');
  await expect(kept).not.toHaveAttribute('aria-current');
  // By keyboard.
  await kept.focus();
  await office.keyboard.press('Enter');
  await expect(office).toHaveURL(/[?&]text=NUNEZ/);
  await expect(opened).toHaveCount(1);
  await office.screenshot({ path: join(SHOTS, 'log-saved.png'), fullPage: true });

  await office.getByLabel('Search for').fill('nobody-is-called-this');
  await office.getByRole('button', { name: 'Filter' }).click();
  await expect(office.getByText('No entry fits this filter')).toBeVisible();
  await accessible(office);

  await office.goto('/log');
  await kept.click();
  await office.locator('summary', { hasText: 'Remove this filter' }).click();
  await office.getByRole('button', { name: 'Remove this filter' }).click();
  await expect(office.getByText('The filter was removed.')).toBeVisible();
  await expect(kept).toHaveCount(0);
});

test('the log is followed while the switch is on, and catches up when it is on again', async () => {
  test.setTimeout(120_000);
  await office.goto('/log?group=cases');
  const follow = office.getByRole('switch', { name: 'Follow' });
  await follow.check();
  // The first look stands in the log, as a reading of the firm's, not among the cases.
  const before = await entries(office).count();

  const other = await office.context().newPage();
  await openCase(other, 'Mora v. Mora');
  await expect(entries(office).filter({ hasText: 'Mora v. Mora' })).toHaveCount(1, { timeout: 10_000 });
  expect(await entries(office).count()).toBeGreaterThan(before);
  await expect(office.getByRole('status').filter({ hasText: /\d+ new entr/ })).toBeVisible();
  await accessible(office);

  await follow.uncheck();
  const shown = await entries(office).count();
  await openCase(other, 'Vega v. Vega');
  await other.close();
  await expect(office.getByText('Vega v. Vega')).toHaveCount(0);
  expect(await entries(office).count()).toBe(shown);
  await follow.check();
  await expect(entries(office).filter({ hasText: 'Vega v. Vega' })).not.toHaveCount(0, { timeout: 10_000 });

  // Following stands in the log once, however much has come.
  await office.goto('/log?group=firm');
  await expect(entries(office).filter({ hasText: 'followed as it grew' })).toHaveCount(1);
});

test('the log is taken out as files, with the second factor', async ({ complaints }) => {
  test.setTimeout(120_000);
  complaints.expect(/401 POST \/api\/audit\/ready-export/, /status of 401/);
  await office.goto('/log');
  await office.locator('summary', { hasText: 'Export' }).click();
  await accessible(office);
  // As it is answered once five minutes have passed since the last factor.
  await office.route('**/api/audit/ready-export', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '"step_up_needed"' }), { times: 1 });
  await office.getByRole('button', { name: 'For spreadsheets (CSV)' }).click();
  const dialog = office.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Six-digit code').fill(await ana.app.code());
  const [csv] = await Promise.all([office.waitForEvent('download'), dialog.getByRole('button', { name: 'Confirm' }).click()]);
  expect(csv.suggestedFilename()).toMatch(/^Log \d{4}-\d\d-\d\d\.csv$/);
  const file = await content(csv);
  expect(file.startsWith('\ufeffNumber,Time (UTC),Time at the firm,')).toBe(true);
  expect(file).toContain(TITLE);
  await expect(office).toHaveURL(/\/log$/);

  await office.goto('/log?text=deed');
  await office.locator('summary', { hasText: 'Export' }).click();
  const [lines] = await Promise.all([office.waitForEvent('download'), office.getByRole('button', { name: 'For programs (JSON Lines)' }).click()]);
  expect(lines.suggestedFilename()).toMatch(/\.jsonl$/);
  const told = (await content(lines)).trim().split('\n').map((line) => JSON.parse(line) as { event: string });
  expect(told.map((entry) => entry.event)).toContain('document_uploaded');
  expect(told.map((entry) => entry.event)).not.toContain('case_opened');

  await office.goto('/log?group=firm');
  await expect(entries(office).filter({ hasText: 'Exported the log as a CSV file' })).toHaveCount(1);
});

test('on a phone in Spanish: what I did, searched and followed', async ({ open, server }) => {
  test.setTimeout(120_000);
  const phone = await open({ ...PHONE });
  await signIn(phone, ana, SPANISH);
  // What she chose at her desk goes with her account; on this phone she reads Spanish.
  await phone.context().addCookies([{ name: 'language', value: 'es', url: server.url }]);
  await phone.goto('/account/log');
  await expect(phone.getByRole('heading', { level: 1, name: 'Lo que usted hizo' })).toBeVisible();
  await expect(phone.getByRole('switch', { name: 'Seguir en vivo' })).toBeVisible();
  await fitsTheWidth(phone);
  await accessible(phone);
  await phone.locator('summary', { hasText: 'Filtrar' }).tap();
  await phone.getByLabel('Buscar palabras').fill('abrio nunez');
  await phone.getByRole('button', { name: 'Filtrar' }).tap();
  await expect(phone).toHaveURL(/\/account\/log\?text=abrio/);
  await expect(entries(phone)).toHaveCount(1);
  await expect(phone.locator('summary', { hasText: 'Filtrar: «abrio nunez»' })).toBeVisible();
  await fitsTheWidth(phone);
  await expect(phone.getByText('No se muestran las entradas de expedientes que usted no tiene asignados.')).toBeVisible();
  await onPaper(phone, async () => {
    await expect(phone.getByText('Solo lo que cumple el filtro: «abrio nunez».')).toBeVisible();
    await expect(phone.getByText(`Impreso por ${ana.name}, `)).toBeVisible();
  });

  await phone.goto(new URL(caseUrl).pathname);
  await phone.getByRole('link', { name: 'Quién ha abierto esto' }).tap();
  await expect(phone.getByRole('heading', { level: 1, name: 'Quién ha abierto esto' })).toBeVisible();
  await fitsTheWidth(phone);
  await accessible(phone);
  await phone.screenshot({ path: join(SHOTS, 'readers-phone.png'), fullPage: true });

  await phone.goto('/log');
  await phone.locator('summary', { hasText: 'Exportar' }).tap();
  await fitsTheWidth(phone);
  await accessible(phone);
  const [csv] = await Promise.all([phone.waitForEvent('download'), phone.getByRole('button', { name: 'Para hojas de cálculo (CSV)' }).tap()]);
  expect(await content(csv)).toContain('Abrió el expediente');
});

test('the console’s log has the same, and a person’s page leads to it', async ({ open, server }) => {
  test.setTimeout(180_000);
  const other = await open();
  const luis = await addColleague(other, server, ana, 'attorney');
  // Luis may not take the firm's log out.
  await other.goto('/log');
  await expect(other.locator('.log-table')).toBeVisible();
  await expect(other.locator('summary', { hasText: 'Export' })).toHaveCount(0);

  const console = await open();
  await signInAtTheConsole(console, ana);
  await console.goto('/admin/people');
  await console.getByRole('link', { name: luis.name }).click();
  await console.getByRole('link', { name: 'What they did at the administration' }).click();
  await expect(console).toHaveURL(/\/admin\/log\?user=/);
  await expect(console.getByText('No entry fits this filter')).toBeVisible();
  await accessible(console);

  await console.goto('/admin/log?text=sessions');
  const looked = entries(console).filter({ hasText: 'Looked at the sessions of' });
  await expect(looked).toHaveCount(1);
  await expect(looked).toContainText(luis.name);
  await console.getByRole('switch', { name: 'Follow' }).check();
  const second = await console.context().newPage();
  await second.goto('/admin/policies');
  await second.goto('/admin/people');
  await second.getByRole('link', { name: ana.name }).click();
  await expect(looked.filter({ hasText: `sessions of ${ana.name}` })).toHaveCount(1, { timeout: 10_000 });
  await second.close();
  await console.locator('summary', { hasText: 'Export' }).click();
  const [csv] = await Promise.all([console.waitForEvent('download'), console.getByRole('button', { name: 'For spreadsheets (CSV)' }).click()]);
  expect(csv.suggestedFilename()).toMatch(/^Log of the administration \d{4}-\d\d-\d\d\.csv$/);
  expect(await content(csv)).toContain(',sessions_read,');
  await accessible(console);
});
