import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect } from './journey';
import type { Server } from './server';
import { Authenticator } from './totp';

/** A document that this project did not make: 50 pages. */
export const STANDARD = join(__dirname, '../fixtures/filesystem-hierarchy-standard-3.0.pdf');

/** Somebody at the firm. */
export type Person = { name: string; email: string; password: string; app: Authenticator };

/** Where mails can be read: the server's outbox, or a mail server of the journey's own. */
export type Mailbox = { mailedLink(to: string, page: string): Promise<string> };

/** Registers the first firm with its first administrator, who is signed in afterwards. */
export async function register(page: Page, server: Server, firm = 'Solano & Vega Abogados', mailbox: Mailbox = server): Promise<Person> {
  return registerWith(page, server.setUpLink, mailbox, firm);
}

async function registerWith(page: Page, link: string, mailbox: Mailbox, firm: string): Promise<Person> {
  const name = 'Ana Solano Rojas';
  const email = `ana@${firm.split(' ')[0]?.toLowerCase()}.example`;
  const password = 'granite otter velvet 42';
  await page.goto(link);
  await page.getByLabel('Mail address').fill(email);
  await page.getByRole('button', { name: 'Mail me the link' }).click();
  await expect(page.getByText('A mail is on its way.')).toBeVisible();
  await page.goto(await mailbox.mailedLink(email, 'setup/firm'));
  await expect(page.getByText(email)).toBeVisible();
  await page.getByLabel('Name of the firm').fill(firm);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Register the firm' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Set up your authenticator app' })).toBeVisible();
  const app = await setUpApp(page);
  return { name, email, password, app };
}

/** Sets up the first authenticator app of whoever the page shows its secret to; they are signed in afterwards. */
async function setUpApp(page: Page): Promise<Authenticator> {
  const app = new Authenticator(await page.locator('.secret').innerText());
  await page.getByLabel('Six-digit code').fill(await app.code());
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await postponeRecoveryCodes(page);
  return app;
}

/** Whoever has set up their first app is led to recovery codes; most journeys are about something else. */
async function postponeRecoveryCodes(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Recovery codes' })).toBeVisible();
  await page.getByRole('link', { name: 'Later' }).click();
  await expect(page).toHaveURL(/\/cases$/);
}

/** What the pages of signing in call their fields and buttons. */
type Words = { mail: string; password: string; next: string; code: string; enter: string };
const ENGLISH: Words = { mail: 'Mail address', password: 'Password', next: 'Continue', code: 'Six-digit code', enter: 'Sign in' };
export const SPANISH: Words = { mail: 'Correo electrónico', password: 'Contraseña', next: 'Continuar', code: 'Código de seis dígitos', enter: 'Ingresar' };

/** Signs in by password and code. */
export async function signIn(page: Page, person: Person, words = ENGLISH): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto('/sign-in');
  await give(page, person, words);
}

/** Signs in to the console by password and a code that was used nowhere. */
export async function signInAtTheConsole(page: Page, person: Person, words = ENGLISH): Promise<void> {
  if (!page.url().includes('/admin/sign-in')) await page.goto('/admin');
  await expect(page).toHaveURL(/\/admin\/sign-in/);
  await give(page, person, words);
}

async function give(page: Page, person: Person, words: Words): Promise<void> {
  await page.getByLabel(words.mail).fill(person.email);
  await page.getByLabel(words.password, { exact: true }).fill(person.password);
  await page.getByRole('button', { name: words.next }).click();
  await page.getByLabel(words.code).fill(await person.app.code());
  await page.getByRole('button', { name: words.enter, exact: true }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

export type Client = { name: string; email: string };

export const CLIENT: Client = { name: 'Marta Quesada Mora', email: 'marta@example.org' };

/** Opens a case with a client; its page is shown afterwards. */
export async function openCase(page: Page, title: string, client: Client = CLIENT): Promise<void> {
  await page.goto('/cases/new');
  await page.getByLabel('Title').fill(title);
  await page.getByLabel("Client's name").fill(client.name);
  await page.getByLabel("Client's email").fill(client.email);
  await page.getByRole('button', { name: 'Open the case' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

type Chosen = string | { name: string; mimeType: string; buffer: Buffer };

/** Chooses files to upload, once the page takes several: before that it is a plain form. */
export async function choose(page: Page, ...files: Chosen[]): Promise<void> {
  const field = page.locator('#documents input[type=file][multiple]');
  for (const file of files) await field.setInputFiles(file);
}

/** Uploads a file on a case's page and waits until it is in the case. */
export async function upload(page: Page, file: string | { name: string; bytes: Buffer } = STANDARD): Promise<void> {
  const name = typeof file === 'string' ? basename(file) : file.name;
  await choose(page, typeof file === 'string' ? file : { name, mimeType: 'application/pdf', buffer: file.bytes });
  await expect(page.locator('#documents .rows').getByRole('link', { name, exact: true })).toBeVisible({ timeout: 30_000 });
}

/** Asks for a signature on the case's newest document; the envelope's page is shown afterwards. */
export async function ask(page: Page, options: { language?: 'es' | 'en'; onPage?: number; byMail?: boolean } = {}): Promise<void> {
  await page.getByRole('link', { name: /^Ask for a signature on/ }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ask for a signature' })).toBeVisible();
  if (options.onPage) await page.getByLabel('Page', { exact: true }).selectOption(String(options.onPage));
  await page.getByLabel('Language of the signer').selectOption(options.language ?? 'es');
  await page.getByLabel(options.byMail ? 'Mail it now' : 'Hand it over myself').check();
  await page.getByRole('button', { name: 'Send for signature' }).click();
  await expect(page).toHaveURL(/\/envelopes\//);
}

/** The link, as the envelope's page hands it over. */
export async function copyLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy link' }).click();
  return page.getByLabel('The signature link').inputValue();
}

/** Registers another firm on the same server. */
export async function registerAnother(page: Page, server: Server, firm: string): Promise<Person> {
  const said = await server.command(['setup-link']);
  const link = /http:\S+\/setup#\S+/.exec(said)?.[0];
  if (!link) throw new Error(`no link: ${said}`);
  return registerWith(page, link, server, firm);
}

/** Makes an operator by the command, and an account by the link that it prints. `looked` at the page before it is sent. */
export async function addOperator(page: Page, server: Server, looked: (page: Page) => Promise<void> = async () => {}): Promise<Person> {
  const operator = { name: 'Olga Brenes', email: 'olga@operators.example', password: 'copper lantern orchid 63' };
  const said = await server.command(['add-operator', '--mail', operator.email, '--name', operator.name, '--language', 'en']);
  const link = /http:\S+\/join#\S+/.exec(said)?.[0];
  expect(link, said).toBeTruthy();
  await page.goto(link ?? '');
  await expect(page.getByText('Operator', { exact: true })).toBeVisible();
  // What the link knows of its person comes with the script.
  await expect(page.getByLabel('Your name')).toHaveValue(operator.name);
  await looked(page);
  await page.getByLabel('Password', { exact: true }).fill(operator.password);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Set up your authenticator app' })).toBeVisible();
  const app = await setUpApp(page);
  return { ...operator, app };
}

/** Adds a colleague from the operator's terminal and sets up their authenticator app; they are signed in afterwards. */
export async function addColleague(page: Page, server: Server, of: Person, role: string, name = 'Luis Vega Castro'): Promise<Person> {
  const person = { name, email: `${role}@example.org`, password: 'harbor maple quartz 17' };
  await server.command(
    ['add-person', '--colleague', of.email, '--mail', person.email, '--name', person.name, '--role', role, '--language', 'en'],
    `${person.password}\n`,
  );
  await page.goto('/sign-in');
  await page.getByLabel('Mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(/\/sign-in\/authenticator/);
  const app = await setUpApp(page);
  return { ...person, app };
}
