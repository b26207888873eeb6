import type { Page } from '@playwright/test';
import { type Person, addColleague, register, signInAtTheConsole } from '../support/office';
import { PHONE, expect, holdProgram, test } from '../support/journey';
import { Authenticator } from '../support/totp';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'people' });

let ana: Person;
let luis: Person;
let console: Page;

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(180_000);
  ana = await register(await openForAll(), server);
  luis = await addColleague(await openForAll(), server, ana, 'administrator');
  console = await openForAll();
  await signInAtTheConsole(console, ana);
});

test('somebody is invited, and makes their account on a phone', async ({ open, server, complaints }) => {
  test.setTimeout(120_000);
  // A page that is left while its files still come says that they were not used.
  complaints.expect(/^401 POST \/api\/access\/invitation/, /status of 401/, /preloaded using link preload/);
  await console.goto('/admin/invitations');
  await expect(console.getByText('No invitation is open')).toBeVisible();
  await accessible(console);
  await console.getByLabel('Name', { exact: true }).fill('Sara Ugalde');
  await console.getByLabel('Mail address').fill('sara@example.org');
  await console.getByLabel('Role', { exact: true }).selectOption({ label: 'Assistant' });
  await console.getByLabel('Language').last().selectOption({ label: 'Español' });
  await console.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(console.getByText('The invitation is on its way.')).toBeVisible();
  await expect(console.locator('.rows')).toContainText('sara@example.org');
  await accessible(console);

  const link = await server.mailedLink('sara@example.org', 'join');
  const phone = await open(PHONE);
  await phone.goto(link);
  await expect(phone.getByText('Solano & Vega Abogados')).toBeVisible();
  await expect(phone.getByLabel('Su nombre')).toHaveValue('Sara Ugalde');
  await phone.getByLabel('Contraseña', { exact: true }).fill('cuatro colibríes en Monteverde');
  await expect(phone.getByText('Muy buena')).toBeVisible();
  await accessible(phone);
  await fitsTheWidth(phone);
  await phone.getByRole('button', { name: 'Crear mi cuenta' }).tap();
  await expect(phone.getByRole('heading', { level: 1, name: 'Configure su aplicación autenticadora' })).toBeVisible();
  const app = new Authenticator(await phone.locator('.secret').innerText());
  await phone.getByLabel('Código de seis dígitos').fill(await app.code());
  await phone.getByRole('button', { name: 'Confirmar e ingresar' }).tap();
  await expect(phone).toHaveURL(/\/account\/recovery-codes/);
  await expect(console.getByText('No invitation is open')).toBeVisible({ timeout: 15_000 });
  // Used once: whoever opens it again is told so.
  const again = await open(PHONE);
  await again.goto(link);
  await expect(again.getByText('Esta invitación no sirve')).toBeVisible();
  await accessible(again);
});

test('a form that is sent before the page is alive keeps its link', async ({ open, server, complaints }) => {
  test.setTimeout(120_000);
  // What never comes is never used.
  complaints.expect(/preloaded using link preload/);
  await console.goto('/admin/invitations');
  await console.getByLabel('Name', { exact: true }).fill('Irene Mata');
  await console.getByLabel('Mail address').fill('irene@example.org');
  await console.getByRole('button', { name: 'Send the invitation' }).click();
  const link = await server.mailedLink('irene@example.org', 'join');
  const desk = await open();
  // A line so slow that the script never comes.
  await holdProgram(desk);
  await desk.goto(link, { waitUntil: 'commit' });
  const make = async (password: string) => {
    await desk.getByLabel('Your name').fill('Irene Mata');
    await desk.getByLabel('Password', { exact: true }).fill(password);
    await desk.getByRole('button', { name: 'Make my account' }).click({ noWaitAfter: true });
  };
  await make('too short');
  await expect(desk.getByRole('alert')).toContainText('Password');
  expect(new URL(desk.url()).hash, 'the link is there to be tried again').toBe(new URL(link).hash);
  await make('three herons over Tárcoles');
  await expect(desk.getByRole('heading', { level: 1, name: 'Set up your authenticator app' })).toBeVisible();
});

test('an invitation is taken back', async ({ open, server, complaints }) => {
  complaints.expect(/^401 POST \/api\/access\/invitation/, /status of 401/);
  await console.goto('/admin/invitations');
  await console.getByLabel('Name', { exact: true }).fill('Tomás Chaves');
  await console.getByLabel('Mail address').fill('tomas@example.org');
  await console.getByRole('button', { name: 'Send the invitation' }).click();
  const link = await server.mailedLink('tomas@example.org', 'join');
  await console.locator('.rows summary').click();
  await console.locator('.rows').getByRole('button', { name: 'Take back' }).click();
  await expect(console.getByText('The invitation was taken back.')).toBeVisible();
  const desk = await open();
  await desk.goto(link);
  await expect(desk.getByText('This invitation does not work')).toBeVisible();
});

test('a lost second factor takes two administrators, and its owner says no by mail', async ({ open, server }) => {
  test.setTimeout(180_000);
  await console.goto('/admin/people');
  await console.getByRole('link', { name: 'Sara Ugalde' }).click();
  await console.locator('#recovery summary').click();
  await expect(console.locator('#recovery')).toContainText('Have you made sure that it is Sara Ugalde');
  await accessible(console);
  await console.locator('#recovery').getByRole('button', { name: 'Ask for the recovery' }).click();
  await expect(console.getByText('Asked. Another administrator has to agree.')).toBeVisible();
  await console.goto('/admin/recoveries');
  await expect(console.getByText('It can’t be you.')).toBeVisible();
  await expect(console.getByRole('button', { name: 'Agree' })).toHaveCount(0);
  await accessible(console);

  const second = await open({ ...PHONE, locale: 'en-US' });
  await signInAtTheConsole(second, luis);
  await second.goto('/admin/recoveries');
  await fitsTheWidth(second);
  await second.locator('.rows summary').tap();
  await second.getByRole('button', { name: 'Agree' }).tap();
  await expect(second.getByText('Waiting for a day')).toBeVisible();
  await accessible(second);
  await expect(console.getByText('Waiting for a day')).toBeVisible({ timeout: 15_000 });

  const sara = await open(PHONE);
  await sara.goto(await server.mailedLink('sara@example.org', 'recovery'));
  await expect(sara.getByText('Sara Ugalde')).toBeVisible();
  await accessible(sara);
  await fitsTheWidth(sara);
  await sara.getByRole('button', { name: /Cancelar la recuperación|Cancel the recovery/ }).tap();
  await expect(sara.getByText(/La recuperación quedó cancelada|The recovery is cancelled/)).toBeVisible();
  await expect(console.getByText('No recovery is under way')).toBeVisible({ timeout: 15_000 });
});
