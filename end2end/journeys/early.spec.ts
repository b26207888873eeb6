import type { Page } from '@playwright/test';
import { type Person, openCase, register, signIn } from '../support/office';
import { expect, holdProgram, test } from '../support/journey';
import { smallPdf } from '../support/pdf';

test.use({ installation: 'early' });

let ana: Person;
let page: Page;
let caseUrl: string;

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(120_000);
  page = await openForAll();
  ana = await register(page, server);
  await openCase(page, 'Quesada, sale of the house');
  caseUrl = page.url();
});

/** Opens a page whose program comes when it is let. */
async function openEarly(address: string): Promise<() => Promise<void>> {
  const come = await holdProgram(page);
  await page.goto(address, { waitUntil: 'commit' });
  return async () => {
    come();
    await page.waitForLoadState('load');
    await page.unroute('**/*.wasm');
  };
}

test.beforeEach(({ complaints }) => {
  // What is held back was loaded ahead.
  complaints.expect(/preloaded using link preload/);
});

test('a form that was sent early is sent once, and asks for the second factor as any other', async ({ complaints }) => {
  complaints.expect(/^401 POST \/api\/cases\/lift-hold/, /status of 401/);
  const hold = page.locator('#hold');
  const early = async (what: string, reason: string) => {
    const come = await openEarly(caseUrl);
    await hold.getByText(what).first().click();
    await hold.getByLabel('Reason').fill(reason);
    const button = hold.getByRole('button', { name: what });
    for (const _ of [1, 2]) await button.click();
    await expect(button, 'it shows that it was pressed').toHaveAttribute('aria-busy', 'true');
    await expect(page).toHaveURL(caseUrl);
    await come();
  };
  await early('Place a hold', 'The buyer has sued');
  await expect(page.getByText('Hold placed')).toBeVisible();
  await expect(hold).toContainText('The buyer has sued');
  await expect(page.locator('#timeline').getByText('Placed the case under legal hold')).toHaveCount(1);

  // As it is answered once five minutes have passed since the last factor.
  await page.route('**/api/cases/lift-hold', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '"step_up_needed"' }), { times: 1 });
  await early('Lift the hold', 'The parties have settled');
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.getByLabel('Six-digit code').fill(await ana.app.code());
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Hold lifted')).toBeVisible();
  // The session has a new secret since, for which the stream is asked for anew: once.
  let asked = 0;
  page.on('request', (request) => (asked += new URL(request.url()).pathname === '/events' ? 1 : 0));
  await page.waitForTimeout(8_000);
  expect(asked).toBeLessThanOrEqual(1);
});

test('what is typed early is there before what is pressed early is done', async () => {
  const come = await openEarly('/cases/new');
  await page.getByLabel('Title').fill('Vega v. Solano');
  await page.getByLabel('Area of law').selectOption('labour');
  await page.getByLabel("Client's name").fill('Marta Vega');
  await page.getByLabel("Client's email").fill('marta@vega.example');
  await page.getByRole('button', { name: 'Open the case' }).click();
  await come();
  await expect(page.getByRole('heading', { level: 1, name: 'Vega v. Solano' })).toBeVisible();
  await expect(page.getByText('Employment').first()).toBeVisible();
});

test('a switch that was set early is on, and a dialog that was asked for early opens', async () => {
  const come = await openEarly('/log?group=cases');
  const follow = page.getByRole('switch', { name: 'Follow' });
  await follow.check();
  await come();
  const other = await page.context().newPage();
  await openCase(other, 'Mora v. Mora');
  await other.close();
  await expect(page.locator('.log-table tbody tr').filter({ hasText: 'Mora v. Mora' })).toHaveCount(1, { timeout: 10_000 });
  await expect(follow).toBeChecked();

  const account = await openEarly('/account');
  await page.getByRole('button', { name: /^Rename/ }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await account();
  await expect(page.getByRole('dialog', { name: 'Rename' })).toBeVisible();
});

test('a file that was chosen early is uploaded', async () => {
  const come = await openEarly(caseUrl);
  await page.locator('#documents input[type=file]').setInputFiles({ name: 'deed.pdf', mimeType: 'application/pdf', buffer: smallPdf('Deed') });
  await come();
  await expect(page.getByRole('link', { name: 'deed.pdf', exact: true })).toBeVisible();
});

test('without a program that ever comes, forms go by themselves', async ({ open }) => {
  const desk = await open();
  await holdProgram(desk);
  await desk.goto('/sign-in', { waitUntil: 'commit' });
  await desk.getByLabel('Mail address').fill(ana.email);
  await desk.getByLabel('Password', { exact: true }).fill(ana.password);
  await desk.getByRole('button', { name: 'Continue' }).click({ noWaitAfter: true });
  await expect(desk).toHaveURL(/\/sign-in\/code/, { timeout: 20_000 });
});

test('whoever signs out early is out, and what would be lost by leaving is asked about', async ({ open }) => {
  const desk = await open();
  await signIn(desk, ana);
  await expect(desk).toHaveURL(/\/cases$/);
  await holdProgram(desk);
  await desk.goto(caseUrl, { waitUntil: 'commit' });
  const hold = desk.locator('#hold');
  await hold.getByText('Place a hold').first().click();
  await hold.getByLabel('Reason').fill('The buyer has sued again');
  await hold.getByRole('button', { name: 'Place a hold' }).click();
  // The click ends when the question is answered.
  const asked = desk.waitForEvent('dialog');
  const follow = desk.getByRole('link', { name: 'Log', exact: true }).click({ noWaitAfter: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await follow;
  await desk.getByRole('button', { name: /^My account/ }).click();
  desk.once('dialog', (leave) => leave.accept());
  await desk.getByRole('button', { name: 'Sign out' }).click({ noWaitAfter: true });
  await expect(desk).toHaveURL(/ended=signed_out/);
});
