import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Person, SPANISH, addColleague, register, signInAtTheConsole } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'admin' });

const SHOTS = join(__dirname, '../.shots');
let ana: Person;
let luis: Person;
let office: Page;
let luisPage: Page;
let console: Page;

/** Goes to a page of the console, by its way in where that is needed. */
async function enter(path: string): Promise<void> {
  await console.goto(path);
  if (!console.url().includes('/admin/sign-in')) return;
  await signInAtTheConsole(console, ana);
  await console.goto(path);
}

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(180_000);
  office = await openForAll();
  ana = await register(office, server);
  luisPage = await openForAll();
  luis = await addColleague(luisPage, server, ana, 'attorney');
  console = await openForAll();
});

test('an administrator gets in by a code that was used nowhere else, and nobody else does', async ({ complaints }) => {
  test.setTimeout(120_000);
  complaints.expect(/422 POST/, /status of 422/);
  await console.goto('/admin/policies');
  await expect(console).toHaveURL(/\/admin\/sign-in\?next=\/admin\/policies$/);
  await accessible(console);
  // Luis has a right password, and learns nothing by it.
  await console.getByLabel('Mail address').fill(luis.email);
  await console.getByLabel('Password', { exact: true }).fill(luis.password);
  await console.getByRole('button', { name: 'Continue' }).click();
  await expect(console.getByRole('alert').getByText('Mail address and password don’t match an account.')).toBeVisible();
  await accessible(console);

  await console.getByLabel('Mail address').fill(ana.email);
  await console.getByLabel('Password', { exact: true }).fill(ana.password);
  await console.getByRole('button', { name: 'Continue' }).click();
  await expect(console.getByRole('heading', { level: 1, name: 'Enter the code' })).toBeVisible();
  await accessible(console);
  await console.getByLabel('Six-digit code').fill(ana.app.last);
  await console.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(console.getByRole('alert').getByText('it was used already')).toBeVisible();
  await console.getByLabel('Six-digit code').fill(await ana.app.code());
  await console.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(console).toHaveURL(/\/admin\/policies$/);
  // The office goes on beside it.
  await office.goto('/cases');
  await expect(office).toHaveURL(/\/cases$/);
});

test('a role is changed with the second factor, and the colleague is signed out at once', async ({ complaints }) => {
  test.setTimeout(120_000);
  // A page whose session ends before it is alive learns of it by asking for its stream.
  complaints.expect(/401 POST \/admin\/api\/people\/change-role/, /^401 GET \/events/, /status of 401/);
  await enter('/admin/people');
  await expect(console.getByRole('row', { name: /Ana Solano Rojas/ })).toContainText('Administrator');
  await accessible(console);
  await console.getByRole('link', { name: luis.name }).click();
  await expect(console.getByRole('heading', { level: 1, name: luis.name })).toBeVisible();
  await expect(console.locator('#sessions')).toContainText('Office');
  await accessible(console);

  // As it is answered once five minutes have passed since the last factor.
  await console.route('**/admin/api/people/change-role', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '"step_up_needed"' }), { times: 1 });
  await luisPage.goto('/cases');
  await console.locator('#role select').selectOption({ label: 'Partner' });
  await console.getByRole('button', { name: 'Change the role' }).click();
  const dialog = console.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(dialog).toBeVisible();
  await accessible(console);
  await dialog.getByLabel('Six-digit code').fill(await ana.app.code());
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(console.getByText('The role was changed.')).toBeVisible();
  await expect(console.locator('.person-line')).toContainText('Partner');
  await expect(luisPage).toHaveURL(/\/sign-in\?ended=role_changed/, { timeout: 5_000 });
  await expect(console.locator('#sessions')).toContainText('None at the moment.');
});

test('ending a colleague’s session is told in their browser at once', async () => {
  test.setTimeout(120_000);
  await luisPage.context().clearCookies();
  await luisPage.goto('/sign-in');
  await luisPage.getByLabel('Mail address').fill(luis.email);
  await luisPage.getByLabel('Password', { exact: true }).fill(luis.password);
  await luisPage.getByRole('button', { name: 'Continue' }).click();
  await luisPage.getByLabel('Six-digit code').fill(await luis.app.code());
  await luisPage.getByRole('button', { name: 'Sign in' }).click();
  await expect(luisPage).toHaveURL(/\/cases$/);
  await enter('/admin/people');
  await console.getByRole('link', { name: luis.name }).click();
  const sessions = console.locator('#sessions');
  await expect(sessions.getByText('Office')).toBeVisible({ timeout: 10_000 });
  await sessions.locator('summary').first().click();
  await expect(sessions.getByText('says so at once')).toBeVisible();
  await accessible(console);
  await sessions.getByRole('button', { name: 'End', exact: true }).click();
  await expect(console.getByText('It was ended.')).toBeVisible();
  await expect(luisPage).toHaveURL(/\/sign-in\?ended=ended_by_administrator/, { timeout: 5_000 });
  await expect(luisPage.getByText('An administrator of your firm ended your session')).toBeVisible();
});

test('an account is closed and opened again', async () => {
  await enter('/admin/people');
  await console.getByRole('link', { name: luis.name }).click();
  await console.locator('#account summary').click();
  await accessible(console);
  await console.locator('#account').getByRole('button', { name: 'Close the account' }).click();
  await expect(console.getByText('The account was closed.')).toBeVisible();
  await expect(console.locator('.person-facts')).toContainText('Closed');
  await console.getByRole('button', { name: 'Open the account again' }).click();
  await expect(console.getByText('The account is open again.')).toBeVisible();
});

test('rules and networks are saved, but no list that shuts its writer out', async ({ complaints }) => {
  complaints.expect(/422 POST/, /status of 422/);
  await enter('/admin/policies');
  await console.getByLabel('Longest session, in hours').fill('8');
  await console.getByLabel('Time zone of the firm').selectOption('Europe/Madrid');
  await console.getByRole('button', { name: 'Save' }).first().click();
  await expect(console.getByText('The rules were saved.')).toBeVisible();
  const networks = console.getByLabel('Networks, one a line');
  await networks.fill('203.0.113.0/24');
  await console.getByRole('button', { name: 'Save' }).last().click();
  await expect(console.getByText('you would be shut out yourself').first()).toBeVisible();
  await accessible(console);
  await networks.fill('127.0.0.1\n::1\n203.0.113.0/24');
  await console.getByRole('button', { name: 'Save' }).last().click();
  await expect(console.getByText('It opens from these networks only')).toBeVisible();
  await console.reload();
  await expect(networks).toHaveValue(/127\.0\.0\.1\/32/);
  await networks.fill('');
  await console.getByRole('button', { name: 'Save' }).last().click();
  await expect(console.getByText('It opens from anywhere now.')).toBeVisible();
});

test('where checkpoints of the logs are mailed to is chosen', async ({ complaints }) => {
  complaints.expect(/422 POST/, /status of 422/);
  await enter('/admin/policies');
  const panel = console.getByRole('region', { name: 'Checkpoints of the logs by mail' });
  const goesTo = panel.getByLabel('Mail them to');
  const address = panel.getByLabel('The address, if it is one');
  await expect(goesTo).toHaveValue('administrators');
  await goesTo.selectOption('One address');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(address).toHaveAttribute('aria-invalid', 'true');
  // Where the page is scrolled to by chance, the head that stays may cover half of a button.
  await console.evaluate(() => scrollTo(0, 0));
  await accessible(console);
  await address.fill('archivo@notaria.example');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(console.getByText('Saved: the next checkpoints go there.')).toBeVisible();
  await console.reload();
  await expect(goesTo).toHaveValue('address');
  await expect(address).toHaveValue('archivo@notaria.example');
  await goesTo.selectOption('Everybody who administers the firm');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(console.getByText('Saved: the next checkpoints go there.')).toBeVisible();
});

test('all of it stands in the console’s log, and none of it in the firm’s', async () => {
  await enter('/admin/log');
  for (const said of ['Changed the role of Luis Vega Castro', 'Ended 1 session of Luis Vega Castro', 'Changed the firm’s rules', 'Changed where checkpoints of the logs are mailed to', 'right password, but no administrator']) {
    await expect(console.getByText(said).first()).toBeVisible();
  }
  await accessible(console);
  await console.goto('/admin/log?group=access');
  await expect(console.getByText('right password, but no administrator').first()).toBeVisible();
  await expect(console.getByText('Changed the role')).toHaveCount(0);
  await office.goto('/log');
  await expect(office.getByRole('table')).toBeVisible();
  await expect(office.getByText('Changed the role')).toHaveCount(0);
});

test('on a phone, in Spanish', async ({ open, server, complaints }) => {
  test.setTimeout(120_000);
  // The browser that was at the console before may not be alive yet when its session ends.
  complaints.expect(/^401 GET \/admin\/events/, /status of 401/);
  await enter('/admin/people');
  const phone = await open(PHONE);
  await phone.context().addCookies([{ name: 'language', value: 'es', url: server.url }]);
  await phone.goto('/admin');
  await fitsTheWidth(phone);
  await accessible(phone);
  await signInAtTheConsole(phone, ana, SPANISH);
  // The browser that was at the console before says so.
  await expect(console).toHaveURL(/\/admin\/sign-in\?ended=elsewhere/, { timeout: 5_000 });
  await phone.getByRole('link', { name: luis.name }).click();
  await expect(phone.getByRole('heading', { level: 1, name: luis.name })).toBeVisible();
  for (const path of ['', '/people', '/policies', '/log', '/checks']) {
    if (path) await phone.goto(`/admin${path}`);
    await expect(phone.getByRole('heading', { level: 1 })).toBeVisible();
    await fitsTheWidth(phone);
    await accessible(phone);
  }
  await phone.goto('/admin/people');
  await phone.getByRole('button', { name: /^Mi cuenta/ }).click();
  await phone.getByRole('button', { name: 'Salir de la administración' }).click();
  await expect(phone).toHaveURL(/\/admin\/sign-in\?ended=signed_out/);
});

test('every page in every look', async () => {
  test.setTimeout(240_000);
  await enter('/admin/people');
  const path = new URL((await console.getByRole('link', { name: luis.name }).getAttribute('href')) ?? '', console.url()).pathname;
  const own = new URL((await console.getByRole('link', { name: ana.name }).getAttribute('href')) ?? '', console.url()).pathname;
  const pages = { 'console-sign-in': '/admin/sign-in', 'console-people': '/admin/people', 'console-person': path, 'console-myself': own, 'console-policies': '/admin/policies', 'console-log': '/admin/log', 'console-checks': '/admin/checks' };
  const url = new URL(console.url()).origin;
  for (const [width, height, theme, language] of [[320, 568, 'paper', 'es'], [320, 568, 'ink', 'en'], [768, 1024, 'ink', 'es'], [1440, 900, 'paper', 'es'], [1440, 900, 'ink', 'en']] as const) {
    await console.context().addCookies([{ name: 'theme', value: theme, url }, { name: 'language', value: language, url }]);
    await console.setViewportSize({ width, height });
    for (const [name, page] of Object.entries(pages)) {
      await console.goto(page);
      await expect(console.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await fitsTheWidth(console);
      await accessible(console);
      await console.screenshot({ path: join(SHOTS, `${name}-${width}-${theme}-${language}.png`), fullPage: true, animations: 'disabled' });
    }
  }
});
