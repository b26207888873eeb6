import type { Page } from '@playwright/test';
import { type Person, register, signIn } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { accessible } from '../support/watch';

test.use({ installation: 'lockout' });

let ana: Person;
let office: Page;

const WORDS = {
  en: {
    email: 'Mail address',
    password: 'Password',
    go: 'Continue',
    wrong: 'Mail address and password don’t match an account.',
    solved: 'Done: you can send the form.',
    locked: /it is locked\. Try again in 15 min/,
  },
  es: {
    email: 'Correo electrónico',
    password: 'Contraseña',
    go: 'Continuar',
    wrong: 'El correo y la contraseña no corresponden a ninguna cuenta.',
    solved: 'Listo: ya puede enviar el formulario.',
    locked: /quedó bloqueado\. Inténtelo de nuevo en 15 min/,
  },
};

test.beforeAll(async ({ openForAll, server }) => {
  office = await openForAll();
  // The form of the set-up carries the puzzle; it is solved while the form is filled in.
  ana = await register(office, server);
});

/** Fails five times with an address: what a stranger sees, whether somebody has it or not. */
async function failFiveTimes(page: Page, email: string, language: 'en' | 'es'): Promise<void> {
  const words = WORDS[language];
  await page.goto('/sign-in');
  await page.getByLabel(words.email).fill(email);
  const button = page.getByRole('button', { name: words.go });
  for (let number = 1; number <= 5; number += 1) {
    await page.getByLabel(words.password, { exact: true }).fill(`wrong ${number}`);
    if (number > 3) await expect(page.getByText(words.solved)).toBeVisible();
    else await expect(page.locator('.captcha')).toHaveCount(0);
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/access/sign-in'));
    await button.click();
    await answered;
    if (number < 5) await expect(page.getByRole('alert')).toContainText(words.wrong);
    // What was typed is still there.
    await expect(page.getByLabel(words.email)).toHaveValue(email);
    if (number === 3) await accessible(page);
  }
  await expect(page.getByRole('alert')).toContainText(words.locked);
  await accessible(page);
}

for (const [where, language, options] of [
  ['desk', 'en', {}],
  ['phone', 'es', PHONE],
] as const) {
  test(`five failures lock, with a puzzle from the third on: ${where}`, async ({ open, complaints }) => {
    complaints.expect(/^(422|429) POST \/api\/access\/sign-in/, /status of (422|429)/);
    const stranger = await open(options);
    await failFiveTimes(stranger, `nobody-${where}@example.org`, language);
    await failFiveTimes(await open(options), where === 'desk' ? ana.email : `else-${where}@example.org`, language);
  });
}

test('the owner still gets in, in the browser that she has used before', async () => {
  await office.context().clearCookies({ name: '__Host-matterlock' });
  await signIn(office, ana);
  await expect(office).toHaveURL(/\/cases$/);
});

test('without script the form says what it needs', async ({ open }) => {
  const plain = await open({ javaScriptEnabled: false });
  await plain.goto('/setup');
  await expect(plain.getByText('This form needs JavaScript')).toBeVisible();
  await expect(plain.getByRole('button', { name: 'Mail me the link' })).toBeDisabled();
});
