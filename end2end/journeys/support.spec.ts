import { join } from 'node:path';
import type { Locator, Page, Route } from '@playwright/test';
import { type Person, addColleague, addOperator, openCase, register, signInAtTheConsole, upload } from '../support/office';
import { expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'support' });

const SHOTS = join(__dirname, '../.shots');
const TITLE = 'Quesada, sale of the house';
const REASON = 'The signed copies of this case are not made';
let ana: Person;
let olga: Person;
let office: Page;
let anaConsole: Page;
let operator: Page;
let colleague: Page;
let onTheCase: Page;
let number: string;
let caseUrl: string;

async function looked(page: Page): Promise<void> {
  await fitsTheWidth(page);
  await accessible(page);
}

/** Does something at a console, with the second factor where the last one is too long ago, until it is shown to be done. */
async function done(page: Page, person: Person, act: () => Promise<void>, shown: Locator): Promise<void> {
  await act();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(dialog.or(shown).first()).toBeVisible();
  if (await dialog.isVisible()) {
    await dialog.getByLabel('Six-digit code').fill(await person.app.code());
    await dialog.getByRole('button', { name: 'Confirm' }).click();
  }
  await expect(shown).toBeVisible();
}

/** What a page says while the second factor is too old. */
const STALE = [/^401 POST \/admin\/api\//, /status of 401/];

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(300_000);
  office = await openForAll();
  ana = await register(office, server);
  colleague = await openForAll();
  await addColleague(colleague, server, ana, 'administrator');
  await openCase(office, TITLE);
  caseUrl = office.url();
  number = await office.locator('.case-facts .figures').innerText();
  onTheCase = await openForAll();
  const rosa = await addColleague(onTheCase, server, ana, 'attorney', 'Rosa Mora Ulate');
  await office.reload();
  await office.getByLabel('Assign a colleague').selectOption({ label: `${rosa.name} · Attorney` });
  await office.getByRole('button', { name: 'Assign', exact: true }).click();
  await expect(office.locator('#team > .rows > li').filter({ hasText: rosa.name })).toBeVisible();
  await onTheCase.goto('/account');
  await upload(office, { name: 'deed.pdf', bytes: smallPdf('Deed') });
  operator = await openForAll();
  olga = await addOperator(operator, server);
  await operator.goto('/admin');
  await signInAtTheConsole(operator, olga);
  anaConsole = await openForAll();
  await signInAtTheConsole(anaConsole, ana);
});

test('an operator asks, and the firm’s administrators are told', async ({ server, complaints }) => {
  complaints.expect(...STALE);
  await operator.goto('/admin/requests');
  await expect(operator.getByText('Nothing was asked for yet')).toBeVisible();
  await looked(operator);
  await operator.getByLabel('Reason').fill(REASON);
  await done(operator, olga, () => operator.getByRole('button', { name: 'Ask for access' }).click(), operator.locator('.rows > li').getByText('Waiting for the firm'));
  await looked(operator);
  await operator.screenshot({ path: join(SHOTS, 'support-asked.png'), fullPage: true });
  await server.mailed(ana.email, 'An operator asks for access to a case');
});

test('an administrator grants it for one case, and the responsible attorney is told', async ({ server, complaints }) => {
  complaints.expect(...STALE, /^422 POST \/admin\/api\/support\/grant/, /status of 422/);
  await anaConsole.goto('/admin/support');
  await expect(anaConsole.getByText(REASON)).toBeVisible();
  await looked(anaConsole);
  await anaConsole.getByLabel('Case number').fill('1999-0001');
  const refused = anaConsole.getByRole('alert').getByText('No case that can be opened this way has this number.');
  await done(anaConsole, ana, () => anaConsole.getByRole('button', { name: 'Grant access' }).click(), refused);
  await anaConsole.getByLabel('Case number').fill(number);
  await anaConsole.screenshot({ path: join(SHOTS, 'support-grant.png'), fullPage: true });
  await anaConsole.getByRole('button', { name: 'Grant access' }).click();
  await expect(anaConsole.getByText('Going on now')).toBeVisible();
  await expect(anaConsole.getByText(`Case ${number} · Read-only`)).toBeVisible();
  await looked(anaConsole);
  await server.mailed(ana.email, `Support may see case ${number}`);
});

test('the banner stands on the firm’s pages, and says which case to those on it only', async () => {
  await expect(office.locator('.support-banner')).toContainText(`Olga Brenes, who operates the installation, can read case ${number} until`);
  // Who administers nothing hears of it as soon as who does, on a page that was open before.
  await expect(onTheCase.locator('.support-banner')).toContainText(`Olga Brenes, who operates the installation, can read case ${number} until`);
  await office.goto('/cases');
  await expect(office.locator('.support-banner')).toBeVisible();
  await looked(office);
  await colleague.goto('/cases');
  await expect(colleague.locator('.support-banner')).toContainText('has access to one case until');
  await expect(colleague.locator('.support-banner')).not.toContainText(number);
  // The frame of the console says it on every page, and no case.
  await anaConsole.goto('/admin/people');
  await expect(anaConsole.locator('.support-banner')).toContainText('has access to one case until');
  await expect(anaConsole.locator('.support-banner')).not.toContainText(number);
  await looked(anaConsole);
  await anaConsole.getByRole('link', { name: 'See it, or take it back' }).click();
  await expect(anaConsole).toHaveURL(/\/admin\/support$/);
  await operator.goto('/admin/requests');
  await expect(operator.locator('.support-banner')).toHaveCount(0);
});

test('the operator reads the document under the banner, and nothing else', async ({ complaints }) => {
  complaints.expect(...STALE);
  const title = operator.getByRole('heading', { level: 1, name: TITLE });
  await done(operator, olga, () => operator.getByRole('button', { name: 'Open the case' }).click(), title);
  const banner = operator.locator('.support-banner');
  await expect(banner).toContainText(`You are in case ${number} by support access, to read and to change nothing, until`);
  for (const refused of ['Log', 'Open in the log', 'Who has opened this']) {
    await expect(operator.getByRole('link', { name: refused, exact: true })).toHaveCount(0);
  }
  await expect(operator.getByRole('button', { name: 'Assign', exact: true })).toHaveCount(0);
  await looked(operator);
  await operator.screenshot({ path: join(SHOTS, 'support-inside.png'), fullPage: true });
  await operator.getByRole('link', { name: 'deed.pdf', exact: true }).first().click();
  await expect(operator.getByRole('heading', { level: 1 })).toContainText('deed.pdf');
  await expect(banner).toBeVisible();
  await looked(operator);
});

test('taken back, the operator sees nothing at once, and the log shows every look', async ({ complaints }) => {
  complaints.expect(...STALE, /^503 POST \/api\/support\/now/, /status of 503/);
  const unanswered = (route: Route): Promise<void> => route.fulfill({ status: 503, contentType: 'application/json', body: '"unavailable"' });
  await onTheCase.route('**/api/support/now', unanswered);
  const failed = onTheCase.waitForResponse((response) => response.url().endsWith('/api/support/now') && response.status() === 503);
  const row = anaConsole.locator('.rows > li');
  await row.locator('summary').click();
  await accessible(anaConsole);
  await done(anaConsole, ana, () => row.getByRole('button', { name: 'Take it back' }).click(), anaConsole.getByText('Access taken back.'));
  await expect(operator).toHaveURL(/\/sign-in\?ended=support_over/, { timeout: 5_000 });
  await expect(operator.getByText('The support access to the case is over.')).toBeVisible();
  await expect(office.locator('.support-banner')).toHaveCount(0);
  await expect(anaConsole.locator('.support-banner')).toHaveCount(0);
  // Without an answer the banner stands, and the question is asked again until there is one.
  await failed;
  await expect(onTheCase.locator('.support-banner')).toBeVisible();
  await onTheCase.unroute('**/api/support/now', unanswered);
  await expect(onTheCase.locator('.support-banner')).toHaveCount(0, { timeout: 15_000 });
  await operator.goto(caseUrl);
  await expect(operator).toHaveURL(/\/sign-in/);
  await office.goto(`${caseUrl}/readers`);
  for (const look of ['Read the case', 'Opened deed.pdf']) {
    await expect(office.getByRole('row').filter({ hasText: 'Support: Olga Brenes' }).filter({ hasText: look }).first()).toBeVisible();
  }
  await office.goto('/log');
  await expect(office.getByText('Came in by support access').first()).toBeVisible();
  await expect(office.getByText('Took the support access of Olga Brenes back').first()).toBeVisible();

  // At the console these are entries of their own kind.
  await anaConsole.goto('/admin/log');
  await anaConsole.getByLabel('Kind').selectOption({ label: 'Support access' });
  await anaConsole.getByRole('button', { name: 'Filter' }).click();
  await expect(anaConsole).toHaveURL(/[?&]group=support/);
  await expect(anaConsole.getByText('Took the support access of Olga Brenes back')).toBeVisible();
  await accessible(anaConsole);
});

test('on a phone, in every look', async ({ server, complaints }) => {
  test.setTimeout(240_000);
  complaints.expect(...STALE);
  await operator.goto('/admin/requests');
  await operator.getByLabel('Reason').fill(REASON);
  await done(operator, olga, () => operator.getByRole('button', { name: 'Ask for access' }).click(), operator.getByText('Waiting for the firm').first());
  const looks = [[320, 568, 'paper', 'es'], [320, 568, 'ink', 'en'], [1440, 900, 'paper', 'es'], [1440, 900, 'ink', 'en']] as const;
  for (const [page, path, name] of [[anaConsole, '/admin/support', 'support'], [operator, '/admin/requests', 'requests']] as const) {
    for (const [width, height, theme, language] of looks) {
      await page.context().addCookies([{ name: 'theme', value: theme, url: server.url }, { name: 'language', value: language, url: server.url }]);
      await page.setViewportSize({ width, height });
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await looked(page);
      await page.screenshot({ path: join(SHOTS, `support-${name}-${width}-${theme}-${language}.png`), fullPage: true, animations: 'disabled' });
    }
  }
});
