import { join } from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { type Person, addColleague, register } from '../support/office';
import { DESK, PHONE, expect, test } from '../support/journey';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'trusted-device', env: { MATTERLOCK_IDLE_SECONDS: '75' } });

const SHOTS = join(__dirname, '../.shots');
const IDLE = { timeout: 110_000 };

const WORDS = {
  en: {
    email: 'Mail address',
    password: 'Password',
    trust: 'Trust this device for up to 7 days',
    go: 'Continue',
    code: 'Six-digit code',
    enter: 'Sign in',
    unlock: 'Unlock your session',
    unlockAs: 'Unlock as',
    other: 'Not you? Use another account',
    idle: 'Your session ended because nothing was done',
    sessions: 'Sessions and devices',
    here: 'This browser',
    inactivity: 'Inactivity',
    devices: 'Trusted devices',
    forget: 'Forget',
    none: 'You trust no device.',
  },
  es: {
    email: 'Correo electrónico',
    password: 'Contraseña',
    trust: 'Confiar en este dispositivo hasta por 7 días',
    go: 'Continuar',
    code: 'Código de seis dígitos',
    enter: 'Ingresar',
    unlock: 'Desbloquee su sesión',
    unlockAs: 'Desbloquear como',
    other: '¿No es usted? Use otra cuenta',
    idle: 'Su sesión terminó por inactividad',
    sessions: 'Sesiones y dispositivos',
    here: 'Este navegador',
    inactivity: 'Inactividad',
    devices: 'Dispositivos de confianza',
    forget: 'Olvidar',
    none: 'No confía en ningún dispositivo.',
  },
};
type Words = (typeof WORDS)['en'];

let ana: Person;
let luis: Person;

test.beforeAll(async ({ openForAll, server }) => {
  test.setTimeout(120_000);
  ana = await register(await openForAll(), server);
  luis = await addColleague(await openForAll(), server, ana, 'partner');
});

async function signIn(page: Page, person: Person, words: Words, trusting: boolean): Promise<void> {
  await page.getByLabel(words.email).fill(person.email);
  await page.getByLabel(words.password, { exact: true }).fill(person.password);
  if (trusting) await page.getByLabel(words.trust).check();
  await page.getByRole('button', { name: words.go }).click();
  await enter(page, person, words);
}

async function enter(page: Page, person: Person, words: Words): Promise<void> {
  await expect(page).toHaveURL(/\/sign-in\/code/);
  await page.getByLabel(words.code).fill(await person.app.code());
  await page.getByRole('button', { name: words.enter }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** Light and dark, for people to look at. */
async function picture(page: Page, name: string): Promise<void> {
  for (const theme of ['paper', 'ink']) {
    await page.evaluate((theme) => document.documentElement.setAttribute('data-theme', theme), theme);
    await fitsTheWidth(page);
    await accessible(page);
    const width = page.viewportSize()?.width ?? 0;
    await page.screenshot({ path: join(SHOTS, `${name}-${width}-${theme}.png`), fullPage: true, animations: 'disabled' });
  }
}

for (const [where, language, options] of [
  ['desk', 'en', { viewport: DESK }],
  ['phone', 'es', PHONE],
] as [string, 'en' | 'es', BrowserContextOptions][]) {
  test(`trust, idle lock, the code alone, then forgotten: ${where}`, async ({ open, complaints }) => {
    test.setTimeout(480_000);
    const words = WORDS[language];
    const person = where === 'desk' ? ana : luis;
    // The page that was left idle may ask once more before it knows.
    complaints.expect(/^401 /, /status of 401/);
    const page = await open(options);
    await page.goto('/sign-in');
    await page.context().addCookies([{ name: 'language', value: language, url: new URL(page.url()).origin }]);
    await picture(page, 'trust-sign-in');
    await signIn(page, person, words, true);

    // Idle: it locks by itself, and offers to unlock.
    await expect(page).toHaveURL(/\/sign-in\?ended=idle/, IDLE);
    await expect(page.getByRole('heading', { level: 1, name: words.unlock })).toBeVisible();
    await expect(page.getByText(words.idle)).toBeVisible();
    await expect(page.getByLabel(words.password, { exact: true })).toHaveCount(0);
    await picture(page, 'trust-unlock');

    // Somebody else at this browser is asked for a password.
    await page.getByRole('link', { name: words.other }).click();
    await expect(page.getByLabel(words.password, { exact: true })).toBeVisible();
    await page.goto('/sign-in?ended=idle&next=%2Fcases');

    await page.getByRole('button', { name: words.unlockAs }).click();
    await enter(page, person, words);
    await expect(page).toHaveURL(/\/cases$/);

    await page.goto('/account/sessions');
    await expect(page.getByRole('heading', { level: 1, name: words.sessions })).toBeVisible();
    await expect(page.getByText(words.here, { exact: true })).toBeVisible();
    await expect(page.getByRole('cell', { name: words.inactivity }).first()).toBeVisible();
    await picture(page, 'trust-sessions');
    const devices = page.getByRole('region', { name: words.devices });
    await devices.locator('summary').click();
    await devices.getByRole('button', { name: words.forget, exact: true }).click();
    await expect(page.getByText(words.none)).toBeVisible();
    await picture(page, 'trust-forgotten');

    // Both again.
    await expect(page).toHaveURL(/\/sign-in\?ended=idle/, IDLE);
    await expect(page.getByRole('button', { name: words.unlockAs })).toHaveCount(0);
    await signIn(page, person, words, false);
    await expect(page).toHaveURL(/\/account\/sessions$/);
  });
}

test('signed in elsewhere is told from where', async ({ open }) => {
  const [first, second] = [await open(), await open()];
  for (const page of [first, second]) {
    await page.goto('/sign-in');
    await signIn(page, ana, WORDS.en, false);
  }
  await expect(first).toHaveURL(/\/sign-in\?ended=elsewhere/, { timeout: 5_000 });
  await expect(first.getByText(/From there: Chrome on Linux · 127\.0\.0\.1/)).toBeVisible();
  await picture(first, 'trust-elsewhere');
  // The same address in a browser that never held that session says nothing of it.
  const stranger = await open();
  await stranger.goto(new URL(first.url()).pathname + new URL(first.url()).search);
  await expect(stranger.getByText('Your session ended because you signed in elsewhere')).toBeVisible();
  await expect(stranger.getByText('From there:')).toHaveCount(0);
});

test('without script trust and unlocking work too', async ({ open }) => {
  test.setTimeout(240_000);
  const page = await open({ javaScriptEnabled: false });
  await page.goto('/sign-in');
  await signIn(page, luis, WORDS.en, true);
  await page.waitForTimeout(76_000);
  await page.goto('/cases');
  await expect(page).toHaveURL(/\/sign-in\?ended=idle/);
  await page.getByRole('button', { name: WORDS.en.unlockAs }).click();
  await enter(page, luis, WORDS.en);
  await expect(page).toHaveURL(/\/cases$/);
});
