import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openCase, register, upload } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'verify' });

const SHOTS = join(__dirname, '../.shots');
const TITLE = 'Núñez v. Heredia';
/** Somebody else's. */
const OTHER_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
let office: Page;
let caseUrl: string;
/** The evidence pack of the case. */
let pack: string;

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(180_000);
  office = await openForAll();
  await register(office, server);
  await openCase(office, TITLE);
  caseUrl = office.url();
  await upload(office, { name: 'deed.pdf', bytes: smallPdf('Deed') });
  const file = await office.context().request.get(`/files${new URL(caseUrl).pathname}/evidence.jsonl`);
  pack = await file.text();
});

/** Puts a file where a visitor would. */
async function give(page: Page, name: string, content: string | Buffer): Promise<void> {
  const buffer = typeof content === 'string' ? Buffer.from(content) : content;
  await page.locator('#verify-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

const result = (page: Page) => page.getByRole('region', { name: 'Result' });

test('a case leaves as an evidence pack, from its log', async () => {
  await office.goto(caseUrl);
  await office.locator('#timeline a.btn').click();
  await expect(office).toHaveURL(/\/log\?case=/);
  await office.locator('summary', { hasText: 'Export' }).click();
  await accessible(office);
  await office.screenshot({ path: join(SHOTS, 'evidence.png'), fullPage: true });
  const [download] = await Promise.all([office.waitForEvent('download'), office.getByRole('button', { name: 'Evidence pack (with proof)' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^Evidence \S+ \d{4}-\d\d-\d\d\.jsonl$/);
  expect(readFileSync(await download.path(), 'utf8')).toContain(TITLE);
  await office.reload();
  await expect(office.locator('.log-table tbody tr').filter({ hasText: 'Took an evidence pack of the case out' })).toHaveCount(2);

  // Of the whole log there is none.
  await office.goto('/log');
  await office.locator('summary', { hasText: 'Export' }).click();
  await expect(office.getByRole('button', { name: 'For spreadsheets (CSV)' })).toBeVisible();
  await expect(office.getByRole('button', { name: 'Evidence pack (with proof)' })).toHaveCount(0);
});

test('whoever was given it checks it without an account, and nothing leaves the machine', async ({ open }) => {
  test.setTimeout(120_000);
  const visitor = await open();
  await visitor.goto('/security');
  await visitor.getByRole('link', { name: 'Verify a file of the log' }).click();
  await expect(visitor).toHaveURL(/\/verify$/);
  await expect(visitor.getByRole('heading', { level: 1, name: 'Verify a file of the log' })).toBeVisible();
  // The page's own key is there, and its program has loaded.
  await expect(visitor.locator('.verify code', { hasText: /^matterlock-log\+/ })).toBeVisible();
  await accessible(visitor);
  await visitor.waitForLoadState('networkidle');

  const asked: string[] = [];
  visitor.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  await give(visitor, 'evidence.jsonl', pack);
  await expect(result(visitor).getByRole('status').getByText('It holds')).toBeVisible();
  await expect(result(visitor).getByText(/^Entries read and proven: \d+\.$/)).toBeVisible();
  await expect(result(visitor).getByText('this installation’s, as published here')).toBeVisible();
  const shown = result(visitor).locator('.log-table tbody tr');
  await expect(shown.filter({ hasText: TITLE }).first()).toContainText('Ana Solano Rojas');
  await accessible(visitor);
  await visitor.screenshot({ path: join(SHOTS, 'verify-holds.png'), fullPage: true });

  // One letter of one entry.
  const number = Number(/"proven":\{"entry":\{[^}]*?"number":(\d+)[^}]*?"event":"case_opened"/.exec(pack)?.[1]);
  expect(number).toBeGreaterThan(0);
  await give(visitor, 'changed.jsonl', pack.replace('"event":"case_opened"', '"event":"case_openea"'));
  await expect(result(visitor).getByRole('alert').getByText('It does not hold')).toBeVisible();
  await expect(result(visitor).getByText(`The first entry that is wrong: number ${number}.`)).toBeVisible();
  await accessible(visitor);
  await visitor.screenshot({ path: join(SHOTS, 'verify-broken.png'), fullPage: true });

  // A name beside an entry is checked as well.
  await give(visitor, 'renamed.jsonl', pack.replace(TITLE, 'Núñez v. Nadie'));
  await expect(result(visitor).getByText(`What is shown of entry ${number} is not what was written in it.`)).toBeVisible();

  // By another key, by none, and by the file's own.
  await give(visitor, 'evidence.jsonl', pack);
  await expect(result(visitor).getByText('It holds', { exact: true })).toBeVisible();
  await visitor.getByRole('radio', { name: 'A key that I know' }).check();
  await visitor.getByLabel('Key', { exact: true }).fill(OTHER_KEY);
  await visitor.getByRole('button', { name: 'Check again' }).click();
  await expect(result(visitor).getByRole('alert').getByText('It does not hold')).toBeVisible();
  await expect(result(visitor).getByText(/was signed by nobody who is known here/)).toBeVisible();
  await expect(result(visitor).getByText(/Ask whoever gave it to you for that installation’s key/)).toBeVisible();
  await accessible(visitor);
  await visitor.getByLabel('Key', { exact: true }).fill('nonsense');
  await visitor.getByRole('button', { name: 'Check again' }).click();
  await expect(result(visitor).getByText(/^That is no key\./)).toBeVisible();
  await visitor.getByRole('radio', { name: 'The one in the file' }).check();
  await visitor.getByRole('button', { name: 'Check again' }).click();
  await expect(result(visitor).getByText('It agrees with itself, and no more is shown')).toBeVisible();

  // What is none is said to be none.
  for (const [name, content] of [['deed.pdf', smallPdf('Deed')], ['list.csv', '\ufeffNumber,Time\r\n'], ['list.jsonl', '{"number":1}\n'], ['empty', '']] as const) {
    await give(visitor, name, content);
    await expect(result(visitor).getByText('This is no file that can be verified')).toBeVisible();
    await give(visitor, 'evidence.jsonl', pack);
    await expect(result(visitor).getByText('It agrees with itself, and no more is shown')).toBeVisible();
  }
  expect(asked).toEqual([]);
});

test('all entries of a long pack are shown, a page at a time, and on paper', async ({ open }) => {
  test.setTimeout(180_000);
  // Each pack that is taken is an entry of the case's log, and so of the next one.
  const take = async () => (await office.context().request.get(`/files${new URL(caseUrl).pathname}/evidence.jsonl`)).text();
  for (let batch = 0; batch < 21; batch += 1) await Promise.all(Array.from({ length: 10 }, take));
  const long = await take();
  const entries = long.split('\n').filter((line) => line.startsWith('{"proven"')).length;
  expect(entries).toBeGreaterThan(210);
  expect(entries).toBeLessThan(400);
  const visitor = await open();
  await visitor.goto('/verify');
  await visitor.waitForLoadState('networkidle');
  await give(visitor, 'long.jsonl', long);
  const rows = result(visitor).locator('.log-table tbody tr');
  await expect(rows).toHaveCount(200);
  await expect(result(visitor).getByText(`The first 200 of ${entries}.`)).toBeVisible();
  await accessible(visitor);
  await result(visitor).getByRole('button', { name: 'Show more' }).click();
  await expect(rows).toHaveCount(entries);
  await expect(result(visitor).getByText('The first 200')).toHaveCount(0);
  await expect(result(visitor).getByRole('button', { name: 'Show more' })).toHaveCount(0);
  await give(visitor, 'long.jsonl', long);
  await result(visitor).getByRole('button', { name: `Show all ${entries}` }).click();
  await expect(rows).toHaveCount(entries);
  await visitor.emulateMedia({ media: 'print' });
  await expect(rows.last()).toBeVisible();
});

test('a whole log is checked too, with a checkpoint that was kept, and its first bad entry is named', async ({ open, server }) => {
  test.setTimeout(120_000);
  const firm = /"firm":"([^"]+)"/.exec(pack)?.[1] ?? '';
  // The log goes on after the pack.
  await office.context().request.get(`/files${new URL(caseUrl).pathname}/evidence.jsonl`);
  mkdirSync(test.info().outputDir, { recursive: true });
  const path = join(test.info().outputDir, 'log.jsonl');
  await server.command(['audit', 'export', '--firm', firm, path]);
  const file = readFileSync(path, 'utf8');
  const visitor = await open();
  await visitor.goto('/verify');
  await visitor.waitForLoadState('networkidle');
  await give(visitor, 'log.jsonl', file);
  await expect(result(visitor).getByText('It holds', { exact: true })).toBeVisible();
  await expect(result(visitor).getByText('Log, entry after entry')).toBeVisible();
  await give(visitor, 'log.jsonl', file.replace('"event":"case_opened"', '"event":"case_openea"'));
  await expect(result(visitor).getByText(/^The first entry that is wrong: number \d+\.$/)).toBeVisible();

  // A checkpoint by itself, as it comes in a letter; kept, it finds that the end was cut off.
  const note = (JSON.parse(file.split('\n')[1] ?? '') as { checkpoint: string }).checkpoint;
  await give(visitor, 'letter.txt', `Dear Ana,\n\nthis was signed:\n\n${note}\nKeep it.\n`);
  await expect(result(visitor).getByText('Signed checkpoints: 1. There are no entries to compare them with.')).toBeVisible();
  await visitor.locator('summary', { hasText: 'Compare with checkpoints that you kept' }).click();
  await visitor.getByLabel('Checkpoints').fill('nothing of the kind');
  await give(visitor, 'log.jsonl', file);
  await expect(result(visitor).getByText('There is no checkpoint in what you pasted.')).toBeVisible();
  await visitor.getByLabel('Checkpoints').fill(note);
  // A pack from before it can't be compared with it, and is not called right.
  await give(visitor, 'evidence.jsonl', pack);
  await expect(result(visitor).getByRole('status').getByText('What could be compared holds; not all that you kept could be')).toBeVisible();
  await expect(result(visitor).getByText(/Ask the firm for the whole exported log/)).toBeVisible();
  await expect(result(visitor).getByText('It holds', { exact: true })).toHaveCount(0);
  await accessible(visitor);
  // Nor is a log that ends before it with a checkpoint of its own: nothing tells whether that is older or was cut off.
  await office.goto(caseUrl);
  await upload(office, { name: 'later.pdf', bytes: smallPdf('Later') });
  const again = join(test.info().outputDir, 'again.jsonl');
  await server.command(['audit', 'export', '--firm', firm, again]);
  const newer = (JSON.parse(readFileSync(again, 'utf8').split('\n')[1] ?? '') as { checkpoint: string }).checkpoint;
  expect(newer).not.toEqual(note);
  await visitor.getByLabel('Checkpoints').fill(newer);
  await give(visitor, 'log.jsonl', file);
  await expect(result(visitor).getByRole('status').getByText('What could be compared holds; not all that you kept could be')).toBeVisible();
  await expect(result(visitor).getByText(/it was written before that one was signed, or is a part of the log, or its end was cut off/)).toBeVisible();
  await expect(result(visitor).getByText(/written after that checkpoint was signed/)).toBeVisible();
  // Nor is one from which the checkpoint was taken.
  const unsigned = file.split('\n').filter((line) => !line.startsWith('{"checkpoint"')).join('\n');
  await visitor.getByLabel('Checkpoints').fill('');
  await give(visitor, 'log.jsonl', unsigned);
  await expect(result(visitor).getByRole('status').getByText('Nothing of it is proven')).toBeVisible();
  await visitor.getByLabel('Checkpoints').fill(note);
  const lines = file.trim().split('\n');
  const entries = lines.filter((line) => line.startsWith('{"entry"')).length;
  const cut = [lines[0], ...lines.slice(2, -2), `{"end":{"entries":${entries - 1}}}`].join('\n');
  await give(visitor, 'log.jsonl', `${cut}\n`);
  await expect(result(visitor).getByText(`The first entry that is wrong: number ${entries}.`)).toBeVisible();
});

test('a long file shows how far it is, and can be stopped', async ({ open }) => {
  test.setTimeout(120_000);
  const visitor = await open();
  await visitor.goto('/verify');
  await visitor.waitForLoadState('networkidle');
  const lines = pack.trim().split('\n');
  const header = lines.find((line) => line.startsWith('{"header"')) ?? '';
  const checkpoint = lines.find((line) => line.startsWith('{"checkpoint"')) ?? '';
  // So many signatures take a while.
  await give(visitor, 'long.jsonl', `${header}\n${`${checkpoint}\n`.repeat(60_000)}`);
  const progress = result(visitor).getByRole('progressbar', { name: 'Checking long.jsonl' });
  await expect(progress).toBeVisible();
  await expect.poll(async () => progress.getAttribute('value').then(Number)).toBeGreaterThan(0);
  // The page answers meanwhile.
  await visitor.getByRole('radio', { name: 'The one in the file' }).check();
  await accessible(visitor);
  await visitor.getByRole('button', { name: 'Stop' }).click();
  await expect(result(visitor).getByText(/^Stopped\./)).toBeVisible();
  await give(visitor, 'evidence.jsonl', pack);
  await expect(result(visitor).getByText('It agrees with itself, and no more is shown')).toBeVisible();
});

test('on a phone, in Spanish, in the dark, by keyboard and on paper', async ({ open, server }) => {
  test.setTimeout(120_000);
  const phone = await open({ ...PHONE, viewport: { width: 320, height: 568 } });
  await phone.context().addCookies([
    { name: 'language', value: 'es', url: server.url },
    { name: 'theme', value: 'ink', url: server.url },
  ]);
  await phone.goto('/verify');
  await phone.waitForLoadState('networkidle');
  await expect(phone.getByRole('heading', { level: 1, name: 'Verificar un archivo de la bitácora' })).toBeVisible();
  await fitsTheWidth(phone);
  await accessible(phone);
  await phone.screenshot({ path: join(SHOTS, 'verify-phone.png'), fullPage: true });
  const field = phone.locator('#verify-file');
  await field.focus();
  await expect(field).toBeFocused();
  await phone.keyboard.press('Tab');
  await expect(phone.getByRole('radio', { name: 'La de esta instalación' })).toBeFocused();
  await field.setInputFiles({ name: 'prueba.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(pack) });
  await expect(phone.getByText('Es íntegro')).toBeVisible();
  await fitsTheWidth(phone);
  await accessible(phone);
  await phone.screenshot({ path: join(SHOTS, 'verify-phone-holds.png'), fullPage: true });
  await field.setInputFiles({ name: 'prueba.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(pack.replace(TITLE, 'X')) });
  await expect(phone.getByText(/^Lo que se muestra de la entrada \d+ no es lo que se escribió en ella\.$/)).toBeVisible();
  await fitsTheWidth(phone);
  await phone.emulateMedia({ media: 'print' });
  await expect(phone.getByText('¿La firma de quién considera válida?')).toBeHidden();
  await expect(phone.getByText('No es íntegro')).toBeVisible();
});

test('an archived year is checked with the statement on it', async ({ open, server }) => {
  test.setTimeout(180_000);
  const [, firm = '', at = ''] = /"firm":"([^"]+)".*?"at":(\d+)/s.exec(pack) ?? [];
  const year = new Date(Number(at) / 1000).getUTCFullYear();
  // Until the year is over, whenever in it this is.
  await server.pass(24 * 400);
  const folder = join(test.info().outputDir, 'archive');
  mkdirSync(folder, { recursive: true });
  await server.command(['audit', 'archive', String(year), folder]);
  const name = `${year}.${firm}.cases`;
  expect(readdirSync(folder)).toEqual(expect.arrayContaining([`${name}.jsonl`, `${name}.statement`]));
  const named = (ending: string, buffer: Buffer) => ({ name: `${name}.${ending}`, mimeType: 'application/octet-stream', buffer });
  const [archive, statement] = ['jsonl', 'statement'].map((ending) => named(ending, readFileSync(join(folder, `${name}.${ending}`)))) as [
    ReturnType<typeof named>,
    ReturnType<typeof named>,
  ];
  const visitor = await open();
  await visitor.goto('/verify');
  await visitor.waitForLoadState('networkidle');

  // The statement by itself is no fault, and asks for its archive.
  await visitor.locator('#verify-file').setInputFiles(statement);
  await expect(result(visitor).getByRole('status').getByText('The statement was signed; its archive is still to be given')).toBeVisible();
  await expect(result(visitor).getByText('Statement on an archived year, without its archive')).toBeVisible();
  await accessible(visitor);
  await visitor.screenshot({ path: join(SHOTS, 'verify-statement.png'), fullPage: true });
  await result(visitor).locator('#verify-archive').setInputFiles(archive);
  await expect(result(visitor).getByRole('status').getByText('It holds', { exact: true })).toBeVisible();
  await expect(result(visitor).getByText('Archived year, with the statement on it')).toBeVisible();
  await accessible(visitor);
  await visitor.getByRole('button', { name: 'Check again' }).click();
  await expect(result(visitor).getByText('It holds', { exact: true })).toBeVisible();

  // Both together, one of them changed.
  const changed = Buffer.from(archive.buffer.toString().replace('"event":"case_opened"', '"event":"case_openea"'));
  for (const files of [
    [archive, named('statement', Buffer.from(statement.buffer.toString().replace(`year ${year}`, `year ${year - 1}`)))],
    [statement, named('jsonl', changed)],
  ]) {
    await visitor.locator('#verify-file').setInputFiles(files);
    await expect(result(visitor).getByRole('alert').getByText('It does not hold')).toBeVisible();
    await visitor.locator('#verify-file').setInputFiles([archive, statement]);
    await expect(result(visitor).getByText('It holds', { exact: true })).toBeVisible();
  }
  // Of two that do not belong together nothing is said.
  await visitor.locator('#verify-file').setInputFiles([archive, named('jsonl', changed)]);
  await expect(result(visitor).getByText(/^Give one file at a time/)).toBeVisible();
});

test('without script the page says what to do', async ({ open }) => {
  const plain = await open({ javaScriptEnabled: false });
  await plain.goto('/verify');
  await expect(plain.getByText('This page checks the file with a script')).toBeVisible();
  await expect(plain.getByText(/matterlock-verify FILE --key KEY/)).toBeVisible();
  await expect(plain.getByText(/^matterlock-log\+/).first()).toBeVisible();
  await expect(plain.locator('#verify-file')).toBeHidden();
});
