import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Person, SPANISH, addColleague, openCase, register, signIn } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'walls' });

const SHOTS = join(__dirname, '../.shots');
const TITLE = 'Quesada, sale of the house';
const REASON = 'The court wants an answer by noon';
let ana: Person;
let luis: Person;
let marta: Person;
let office: Page;
let luisPage: Page;
let martaPage: Page;
let caseUrl: string;
let number: string;

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(240_000);
  office = await openForAll();
  ana = await register(office, server);
  luisPage = await openForAll();
  luis = await addColleague(luisPage, server, ana, 'partner');
  martaPage = await openForAll();
  marta = await addColleague(martaPage, server, ana, 'attorney', 'Marta Rojas Vargas');
  await openCase(office, TITLE);
  caseUrl = office.url();
  number = await office.locator('.case-facts .figures').innerText();
});

/** What is answered once five minutes have passed since the last factor, to whatever is done; then the factor is given, and it is done. */
async function withSecondFactor(page: Page, person: Person, path: string, act: () => Promise<void>): Promise<void> {
  await page.route(`**/api/${path}`, (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '"step_up_needed"' }), { times: 1 });
  await act();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(dialog).toBeVisible();
  await accessible(page);
  await dialog.getByLabel('Six-digit code').fill(await person.app.code());
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog).toBeHidden();
}

/** Fills the form of break-glass and sends it, with the second factor. */
async function breakGlass(wanted: string): Promise<void> {
  await luisPage.goto('/cases/break-glass');
  await luisPage.getByLabel('Case number').fill(wanted);
  await luisPage.getByLabel('Reason').fill(REASON);
  await withSecondFactor(luisPage, luis, 'cases/break-glass', () => luisPage.getByRole('button', { name: 'Break the glass and open the case' }).click());
}

test('a partner opens a case by break-glass; the responsible attorney is told at once, and ends it', async ({ server, complaints }) => {
  test.setTimeout(180_000);
  complaints.expect(/^(401|422) POST \/api\/cases\/break-glass/, /status of (401|422|404)/, /^404 POST \/api\/cases\/(page|timeline)/);
  await luisPage.goto('/cases');
  await expect(luisPage.getByText('No cases yet')).toBeVisible();
  await luisPage.getByRole('link', { name: 'Open a case by break-glass' }).click();
  await expect(luisPage.getByRole('heading', { level: 1, name: 'Open a case by break-glass' })).toBeVisible();
  await expect(luisPage.getByText('The responsible attorney is told at once by mail')).toBeVisible();
  await accessible(luisPage);
  await breakGlass('1999-0001');
  await expect(luisPage.getByRole('alert').getByText('No case that can be opened this way has this number.')).toBeVisible();
  await accessible(luisPage);

  await office.goto(caseUrl);
  await breakGlass(number);
  await expect(luisPage.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  await expect(luisPage.getByText('You see this case by break-glass until')).toBeVisible();
  await expect(luisPage.getByRole('button', { name: 'Assign', exact: true })).toHaveCount(0);
  await expect(luisPage.getByText('Raise a wall')).toHaveCount(0);
  await accessible(luisPage);
  // On the page that Ana has open, by itself; and in her mail.
  const banner = office.locator('.glass-banner');
  await expect(banner).toContainText('Luis Vega Castro has access by break-glass until');
  await expect(banner).toContainText(REASON);
  await expect(office.locator('#timeline').getByText('Opened the case by break-glass for four hours')).toBeVisible();
  await accessible(office);
  await server.mailed(ana.email, `Case ${number} was opened by break-glass`);
  await office.screenshot({ path: join(SHOTS, 'glass-banner-1440-paper-en.png'), fullPage: true, animations: 'disabled' });

  await banner.locator('summary').click();
  await expect(banner.getByText('Luis Vega Castro stops seeing this case at once.')).toBeVisible();
  await accessible(office);
  await banner.getByRole('button', { name: 'End it now' }).click();
  await expect(office.getByText('Break-glass access ended')).toBeVisible();
  await expect(banner).toHaveCount(0);
  await expect(luisPage.getByText('This case is not open to you any more.')).toBeVisible();
});

test('whoever is walled off finds nothing, and is not told why', async ({ complaints }) => {
  test.setTimeout(180_000);
  complaints.expect(/^(401|422) POST \/api\/cases\/break-glass/, /status of (401|422|404)/, /^404 GET \/cases\//);
  await office.goto(caseUrl);
  const walls = office.locator('#walls');
  await expect(walls.getByText('Nobody is walled off.')).toBeVisible();
  await walls.getByText('Raise a wall').first().click();
  await walls.getByLabel('Whom to wall off').selectOption({ label: 'Luis Vega Castro · Partner' });
  await walls.getByLabel('Reason').fill('His brother is the buyer');
  await accessible(office);
  await walls.getByRole('button', { name: 'Raise a wall' }).click();
  await expect(office.getByText('Wall raised')).toBeVisible();
  await expect(walls.locator('.rows')).toContainText('His brother is the buyer');
  await expect(office.locator('.case-facts').getByText('Ethical wall')).toBeVisible();
  await expect(office.getByLabel('Assign a colleague').getByRole('option', { name: /Luis/ })).toHaveCount(0);
  await accessible(office);

  const answers = [];
  for (const wanted of [number, '1999-0002']) {
    await breakGlass(wanted);
    const alert = luisPage.locator('main').getByRole('alert');
    await expect(alert).toContainText('No case that can be opened this way has this number.');
    answers.push(await alert.innerText());
  }
  expect(answers[0]).toBe(answers[1]);
  const direct = await luisPage.goto(caseUrl);
  expect(direct?.status()).toBe(404);
  await luisPage.goto(`/cases?search=${number}`);
  await expect(luisPage.getByText('No cases yet')).toBeVisible();
  await luisPage.goto('/log');
  await expect(luisPage.getByText('Break-glass refused for the number').first()).toBeVisible();
  for (const secret of ['His brother is the buyer', TITLE]) {
    await expect(luisPage.locator('body')).not.toContainText(secret);
  }
});

test('somebody else answers for the case, and the wall is lifted with a fresh factor', async ({ complaints }) => {
  test.setTimeout(180_000);
  complaints.expect(/^401 POST \/api\/cases\/lift-wall/, /status of 401/);
  await office.goto(caseUrl);
  await office.getByLabel('Assign a colleague').selectOption({ label: 'Marta Rojas Vargas · Attorney' });
  await office.getByRole('button', { name: 'Assign', exact: true }).click();
  const members = office.locator('#team > .rows > li');
  const her = members.filter({ hasText: marta.name });
  await expect(her).toBeVisible();
  const me = members.filter({ hasText: ana.name });
  await expect(me.getByText('Responsible', { exact: true })).toBeVisible();
  await expect(me.getByText('Take off')).toHaveCount(0);
  await her.locator('summary', { hasText: 'Make responsible' }).click();
  await accessible(office);
  await her.getByRole('button', { name: 'Make responsible', exact: true }).click();
  await expect(office.getByText('Responsible attorney named')).toBeVisible();
  await expect(her.getByText('Responsible', { exact: true })).toBeVisible();
  await expect(her.getByText('Take off')).toHaveCount(0);
  await expect(me.getByText('Take off').first()).toBeVisible();

  const walls = office.locator('#walls');
  await walls.getByText('Lift a wall').first().click();
  await walls.getByLabel('Whose wall').selectOption({ label: luis.name });
  await walls.locator('#field-lift-reason').fill('The buyer has withdrawn');
  await withSecondFactor(office, ana, 'cases/lift-wall', () => walls.getByRole('button', { name: 'Lift the wall' }).click());
  await expect(office.getByText('Wall lifted')).toBeVisible();
  await expect(walls.getByText('Nobody is walled off.')).toBeVisible();
  for (const said of ['Lifted the wall for Luis Vega Castro: “The buyer has withdrawn”', 'Named Marta Rojas Vargas responsible', 'Walled Luis Vega Castro off']) {
    await expect(office.locator('#timeline').getByText(said)).toBeVisible();
  }
});

test('on a phone, in Spanish', async ({ open, complaints, server }) => {
  test.setTimeout(180_000);
  complaints.expect(/^422 POST \/api\/cases\/raise-wall/, /status of 422/);
  // One session a person: her desk is left before she signs in elsewhere.
  await martaPage.goto('about:blank');
  const phone = await open(PHONE);
  await phone.context().addCookies([{ name: 'language', value: 'es', url: server.url }]);
  await signIn(phone, marta, SPANISH);
  await phone.goto(new URL(caseUrl).pathname);
  await expect(phone.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  const walls = phone.locator('#walls');
  await walls.getByText('Levantar una barrera').first().tap();
  await walls.getByLabel('A quién se le impide el acceso').selectOption({ label: 'Luis Vega Castro · Socio o socia' });
  await walls.getByLabel('Motivo').fill('corto');
  await walls.getByRole('button', { name: 'Levantar una barrera' }).tap();
  await expect(walls.getByRole('alert')).toContainText('mínimo 10 caracteres');
  await fitsTheWidth(phone);
  await accessible(phone);
  await walls.getByLabel('Motivo').fill('Su hermano es la parte compradora');
  await walls.getByRole('button', { name: 'Levantar una barrera' }).tap();
  await expect(walls.locator('.rows')).toContainText('Su hermano es la parte compradora');
  await fitsTheWidth(phone);
  await accessible(phone);
  // An attorney does not break glass, and is told who can.
  await phone.goto('/cases/break-glass');
  await expect(phone.getByText('Su rol no permite el acceso de emergencia.')).toBeVisible();
  await fitsTheWidth(phone);
  await accessible(phone);
});

test('both pages in every look', async ({ server }) => {
  test.setTimeout(240_000);
  await office.goto(caseUrl);
  if (office.url().includes('/sign-in')) await signIn(office, ana);
  for (const [width, height, theme, language] of [[320, 568, 'paper', 'es'], [320, 568, 'ink', 'en'], [768, 1024, 'ink', 'es'], [1440, 900, 'paper', 'es'], [1440, 900, 'ink', 'en']] as const) {
    await office.context().addCookies([{ name: 'theme', value: theme, url: server.url }, { name: 'language', value: language, url: server.url }]);
    await office.setViewportSize({ width, height });
    for (const [name, page] of [['walls', caseUrl], ['break-glass', '/cases/break-glass']] as const) {
      await office.goto(page);
      await expect(office.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await fitsTheWidth(office);
      await accessible(office);
      await office.screenshot({ path: join(SHOTS, `${name}-${width}-${theme}-${language}.png`), fullPage: true, animations: 'disabled' });
    }
  }
});
