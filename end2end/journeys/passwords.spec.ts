import type { Page } from '@playwright/test';
import { type Person, register, signIn } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { accessible } from '../support/watch';

test.use({ installation: 'passwords' });

let office: Page;
let ana: Person;

const WORDS = {
  en: {
    signIn: '/sign-in',
    forgot: 'Forgot your password?',
    email: 'Mail address',
    send: 'Mail me the link',
    sent: 'If this address has an account, a mail with a link is on its way.',
    password: 'New password',
    weak: 'This password is easily guessed.',
    good: 'Very good',
    code: 'Six-digit code',
    set: 'Set the new password',
    wrongCode: /code/i,
    done: 'Your new password is set. Sign in with it.',
    dead: 'This link does not work: it was used, is over, or is not whole.',
  },
  es: {
    signIn: '/sign-in',
    forgot: '¿Olvidó su contraseña?',
    email: 'Correo electrónico',
    send: 'Enviarme el enlace',
    sent: 'Si esa dirección tiene una cuenta, va en camino un correo con un enlace.',
    password: 'Contraseña nueva',
    weak: 'Esta contraseña se adivina con facilidad.',
    good: 'Muy buena',
    code: 'Código de seis dígitos',
    set: 'Establecer la contraseña nueva',
    wrongCode: /código/i,
    done: 'Su contraseña nueva quedó establecida. Ingrese con ella.',
    dead: 'Este enlace no sirve: ya se usó, venció o está incompleto.',
  },
};

test.beforeAll(async ({ openForAll, server }) => {
  office = await openForAll();
  ana = await register(office, server);
});

for (const [where, language, options] of [
  ['desk', 'en', {}],
  ['phone', 'es', PHONE],
] as const) {
  test(`a forgotten password comes back by mail and code: ${where}`, async ({ open, server, complaints }) => {
    complaints.expect(/^(401|422) POST \/api\/access\//, /status of (401|422)/);
    const words = WORDS[language];
    const page = await open(options);
    await page.goto(words.signIn);
    await page.getByRole('link', { name: words.forgot }).click();
    await page.getByLabel(words.email).fill(ana.email);
    await accessible(page);
    await page.getByRole('button', { name: words.send }).click();
    await expect(page.getByText(words.sent)).toBeVisible();

    const link = await server.mailedLink(ana.email, 'sign-in/new-password');
    await page.goto(link);
    await expect(page.getByText(ana.email)).toBeVisible();
    const field = page.getByLabel(words.password, { exact: true });
    await field.fill('abogado123456');
    await expect(page.getByText(words.weak)).toBeVisible();
    const fresh = `cinnamon harbour ${language} 58 lanterns`;
    await field.fill(fresh);
    await expect(page.getByText(words.good)).toBeVisible();
    // The browser that is signed in gets the sign-in page late: meanwhile its page asks nothing more, for which it would be refused. Of the two
    // attempts, which are seconds apart, it hears, and gathers.
    await office.route(
      /\/sign-in\?ended/,
      async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 4_000));
        await route.continue();
      },
      { times: 1 },
    );
    const code = await ana.app.code();
    await page.getByLabel(words.code).fill('000000');
    await accessible(page);
    await page.getByRole('button', { name: words.set }).click();
    // The link alone changes nothing, and a wrong code loses nothing that was typed.
    await expect(page.getByRole('alert').filter({ hasText: words.wrongCode })).toBeVisible();
    await expect(field).toHaveValue(fresh);
    await page.getByLabel(words.code).fill(code);
    await page.getByRole('button', { name: words.set }).click();
    await expect(page.getByText(words.done)).toBeVisible();
    ana.password = fresh;

    await page.goto(link);
    await page.reload();
    await expect(page.getByText(words.dead)).toBeVisible();
    await expect(page.getByRole('button', { name: words.set })).toBeHidden();
    await accessible(page);
    // The browser that was signed in is told, and signs in with the new one.
    await expect(office).toHaveURL(/\/sign-in\?ended=password_changed/, { timeout: 20_000 });
    await signIn(office, ana);
  });
}

test('changing my password needs the present one', async ({ complaints }) => {
  complaints.expect(/^422 POST \/api\/access\/change-password/, /status of 422/);
  await office.goto('/account/password');
  await office.getByLabel('Present password').fill('not this one, surely');
  await office.getByLabel('New password', { exact: true }).fill('pewter thistle 93 gondola');
  await office.getByRole('button', { name: 'Change the password' }).click();
  await expect(office.getByRole('alert').filter({ hasText: 'That is not your present password.' })).toBeVisible();
  await accessible(office);
  await office.getByLabel('Present password').fill(ana.password);
  await office.getByRole('button', { name: 'Change the password' }).click();
  await expect(office.getByText('Your password is changed. Your other sessions have ended.')).toBeVisible();
  ana.password = 'pewter thistle 93 gondola';
  await office.goto('/cases');
  await expect(office).toHaveURL(/\/cases$/);
});
