import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Person, SPANISH, addOperator, signInAtTheConsole } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'operator' });

const SHOTS = join(__dirname, '../.shots');
let olga: Person;
let console: Page;

async function looked(page: Page): Promise<void> {
  await fitsTheWidth(page);
  await accessible(page);
}

test('the command’s link makes an operator, who has an account and no cases', async ({ openForAll, server }) => {
  test.setTimeout(120_000);
  console = await openForAll();
  olga = await addOperator(console, server, looked);
  await expect(console.getByText('There are no cases here')).toBeVisible();
  await expect(console.getByRole('link', { name: 'New case' })).toHaveCount(0);
  await looked(console);
  await console.getByRole('link', { name: 'To the console' }).click();
  await signInAtTheConsole(console, olga);
  await expect(console).toHaveURL(/\/admin\/alerts$/);
  await expect(console.getByText('Nothing asks for your attention')).toBeVisible();
  await looked(console);
});

test('an operator lets a firm register, and sees it from outside', async ({ open, server, complaints }) => {
  test.setTimeout(120_000);
  complaints.expect(/^401 POST \/api\/access\/prove-mail/, /status of 401/);
  await console.getByRole('link', { name: 'Firms' }).click();
  await expect(console.getByText('No firm has registered yet')).toBeVisible();
  await looked(console);
  await console.getByRole('button', { name: 'Make a link' }).click();
  const link = await console.getByLabel('The link for the firm').inputValue();
  await expect(console.getByText('Links that work')).toBeVisible();
  await looked(console);

  const firm = await open();
  await firm.goto(link);
  await firm.getByLabel('Mail address').fill('nuria@mora.example');
  await firm.getByRole('button', { name: 'Mail me the link' }).click();
  await firm.goto(await server.mailedLink('nuria@mora.example', 'setup/firm'));
  await firm.getByLabel('Name of the firm').fill('Mora & Mora');
  await firm.getByLabel('Your name').fill('Nuria Mora');
  await firm.getByLabel('Password', { exact: true }).fill('walnut harbour tulip 28');
  await firm.getByRole('button', { name: 'Register the firm' }).click();
  await expect(firm.getByRole('heading', { level: 1, name: 'Set up your authenticator app' })).toBeVisible();
  await console.reload();
  await expect(console.getByRole('row', { name: /Mora & Mora/ })).toBeVisible();
  // The one that the server printed when it started, with no firm there, works still.
  await expect(console.locator('.rows > li')).toHaveCount(1);

  // One that nobody needs is taken back.
  await console.getByRole('button', { name: 'Make a link' }).click();
  const unused = await console.getByLabel('The link for the firm').inputValue();
  await expect(console.locator('.rows > li')).toHaveCount(2);
  const newest = console.locator('.rows > li').first();
  await newest.locator('summary').click();
  await accessible(console);
  await newest.getByRole('button', { name: 'Take back' }).click();
  await expect(console.getByText('The link was taken back.')).toBeVisible();
  await firm.goto('about:blank');
  await firm.goto(unused);
  await firm.getByLabel('Mail address').fill('nadie@mora.example');
  await firm.getByRole('button', { name: 'Mail me the link' }).click();
  await expect(firm.getByText('This link no longer works here')).toBeVisible();
});

test('what goes wrong comes by itself, by mail too, and goes when it is right again', async ({ server }) => {
  test.setTimeout(240_000);
  await console.getByRole('link', { name: 'Alerts' }).click();
  await expect(console.getByText('Nothing asks for your attention')).toBeVisible();
  await server.breakCheck('S4.one');
  // Within a minute, on the page that is open.
  await expect(console.locator('.row-title').getByText('A promise does not hold')).toBeVisible({ timeout: 75_000 });
  await expect(console.getByRole('link', { name: 'S4.one' })).toBeVisible();
  await server.mailed(olga.email, 'Alert: a promise does not hold');
  await looked(console);
  await console.getByRole('button', { name: /^I have seen/ }).click();
  await expect(console.getByText('Seen by Olga Brenes')).toBeVisible();
  await looked(console);
  await console.screenshot({ path: join(SHOTS, 'operator-alert-1440.png'), fullPage: true });
  await server.command(['check']);
  await expect(console.getByText('Nothing asks for your attention')).toBeVisible({ timeout: 75_000 });
  await expect(console.getByText('Over, in the last 30 days')).toBeVisible();
  await looked(console);
});

test('health is told in figures, and looked at again', async () => {
  await console.getByRole('link', { name: 'Health' }).click();
  await expect(console.getByText('Nothing waits')).toBeVisible();
  await expect(console.getByText('Store of documents')).toBeVisible();
  await console.getByRole('button', { name: 'Look again' }).click();
  await expect(console.getByRole('button', { name: 'Look again' })).toBeEnabled();
  await looked(console);
});

test('operators invite operators only, and what they do stands in their log', async () => {
  await console.getByRole('link', { name: 'Invitations' }).click();
  await expect(console.getByLabel('Role').getByRole('option')).toHaveText(['Operator']);
  await looked(console);
  await console.goto('/admin/log');
  for (const said of ['Looked at the firms', 'Made a link with which a firm registers', 'Has seen the alert: A promise does not hold (S4.one)']) {
    await expect(console.getByText(said).first()).toBeVisible();
  }
  await looked(console);
});

test('on a phone, in Spanish, and every page in every look', async ({ open, server }) => {
  test.setTimeout(240_000);
  const phone = await open(PHONE);
  await phone.context().addCookies([{ name: 'language', value: 'es', url: server.url }]);
  await phone.goto('/admin');
  await console.goto('about:blank');
  await signInAtTheConsole(phone, olga, SPANISH);
  await expect(phone.getByRole('heading', { level: 1, name: 'Alertas' })).toBeVisible();
  const pages = ['alerts', 'health', 'firms', 'people', 'invitations'];
  for (const [width, height, theme, language] of [[320, 568, 'paper', 'es'], [320, 568, 'ink', 'en'], [1440, 900, 'paper', 'es'], [1440, 900, 'ink', 'en']] as const) {
    await phone.context().addCookies([{ name: 'theme', value: theme, url: server.url }, { name: 'language', value: language, url: server.url }]);
    await phone.setViewportSize({ width, height });
    for (const page of pages) {
      await phone.goto(`/admin/${page}`);
      await expect(phone.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await looked(phone);
      await phone.screenshot({ path: join(SHOTS, `operator-${page}-${width}-${theme}-${language}.png`), fullPage: true, animations: 'disabled' });
    }
  }
});
