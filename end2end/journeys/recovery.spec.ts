import type { BrowserContextOptions, Page } from '@playwright/test';
import { type Person, addColleague, register, signInAtTheConsole } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { Authenticator } from '../support/totp';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'recovery' });

const WORDS = {
  en: {
    mail: 'Mail address',
    password: 'Password',
    go: 'Continue',
    code: 'Six-digit code',
    setUp: 'Set up your authenticator app',
    confirm: 'Confirm and sign in',
    enter: 'Sign in',
    wrong: 'That is not the code of this moment',
    last: 'The last second factor can’t be removed',
  },
  es: {
    mail: 'Correo electrónico',
    password: 'Contraseña',
    go: 'Continuar',
    code: 'Código de seis dígitos',
    setUp: 'Configure su aplicación autenticadora',
    confirm: 'Confirmar e ingresar',
    enter: 'Ingresar',
    wrong: 'No es el código de este momento',
    last: 'El último segundo factor no se puede eliminar',
  },
} as const;

type Words = (typeof WORDS)['en' | 'es'];

let ana: Person;
let luis: Person;

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(180_000);
  const page = await openForAll();
  ana = await register(page, server);
  await leave(page);
  const other = await openForAll();
  luis = await addColleague(other, server, ana, 'administrator');
  await leave(other);
});

/** Leaves a page, which would otherwise hear, while a day passes, that its session has ended. */
async function leave(page: Page): Promise<void> {
  await page.goto('about:blank');
}

async function looked(page: Page): Promise<void> {
  await fitsTheWidth(page);
  await accessible(page);
}

async function givePassword(page: Page, person: Person, words: Words): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel(words.mail).fill(person.email);
  await page.getByLabel(words.password, { exact: true }).fill(person.password);
  await page.getByRole('button', { name: words.go }).click();
}

/** Both administrators say that somebody's second factor is to be given up. */
async function agree(open: () => Promise<Page>, person: Person): Promise<void> {
  const first = await open();
  await signInAtTheConsole(first, ana);
  await first.goto('/admin/people');
  await first.getByRole('link', { name: person.name }).click();
  await first.locator('#recovery summary').click();
  await first.locator('#recovery').getByRole('button', { name: 'Ask for the recovery' }).click();
  await expect(first.getByText('Asked. Another administrator has to agree.')).toBeVisible();
  await leave(first);
  const second = await open();
  await signInAtTheConsole(second, luis);
  await second.goto('/admin/recoveries');
  await second.locator('.rows summary').click();
  await second.getByRole('button', { name: 'Agree' }).click();
  await expect(second.getByText('Waiting for a day')).toBeVisible();
  await leave(second);
}

for (const [where, language, options, role, name] of [
  ['desk', 'en', {}, 'attorney', 'Rosa Peña Ulloa'],
  ['phone', 'es', PHONE, 'assistant', 'Sara Ugalde Mora'],
] as [string, 'en' | 'es', BrowserContextOptions, string, string][]) {
  test(`two administrators and a day give way to a new app, and the lost one opens nothing: ${where}`, async ({ open, server, complaints }) => {
    test.setTimeout(300_000);
    // A page that is left while its files still come says that they were not used.
    complaints.expect(/^422 POST \/api\/access\/enter-code/, /status of 422/, /preloaded using link preload/);
    const words = WORDS[language];
    const before = await open();
    const owner = await addColleague(before, server, ana, role, name);
    await leave(before);
    await agree(open, owner);
    await server.mailedLink(owner.email, 'recovery');

    // Not yet: the password leads to the code as ever.
    const page = await open(options);
    await page.context().addCookies([{ name: 'language', value: language, url: server.url }]);
    await givePassword(page, owner, words);
    await expect(page).toHaveURL(/\/sign-in\/code/);
    await leave(page);
    await server.pass(24);

    await givePassword(page, owner, words);
    await expect(page).toHaveURL(/\/sign-in\/authenticator/);
    await expect(page.getByRole('heading', { level: 1, name: words.setUp })).toBeVisible();
    await looked(page);
    const found = new Authenticator(await page.locator('.secret').innerText());
    expect(found.secret).not.toBe(owner.app.secret);
    await page.getByLabel(words.code).fill(await found.code());
    await page.getByRole('button', { name: words.confirm }).click();
    await expect(page).toHaveURL(/\/account\/recovery-codes/);
    await looked(page);
    await page.goto('/account');
    await expect(page.locator('#apps').getByText(words.last)).toBeVisible();
    await looked(page);
    await leave(page);
    await server.mailed(owner.email, 'Your second factor was replaced');

    // Elsewhere: a code of the lost app that was used nowhere is refused, and one of the new app signs in.
    const again = await open(options);
    await again.context().addCookies([{ name: 'language', value: language, url: server.url }]);
    await givePassword(again, owner, words);
    await expect(again).toHaveURL(/\/sign-in\/code/);
    await again.getByLabel(words.code).fill(await owner.app.code());
    await again.getByRole('button', { name: words.enter }).click();
    await expect(again.getByRole('alert').getByText(words.wrong).first()).toBeVisible();
    await accessible(again);
    await again.getByLabel(words.code).fill(await found.code());
    await again.getByRole('button', { name: words.enter }).click();
    await expect(again).toHaveURL(/\/cases$/);
    await leave(again);
  });
}
