import type { BrowserContextOptions, Page } from '@playwright/test';
import { type Person, register } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { Device } from '../support/passkeys';
import { Authenticator } from '../support/totp';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'second-factors' });
test.describe.configure({ mode: 'serial' });

const WORDS = {
  en: {
    mail: 'Mail address',
    password: 'Password',
    go: 'Continue',
    code: 'Six-digit code',
    enter: 'Sign in',
    signOut: 'Sign out',
    factors: 'Second factors',
    addApp: 'Add an app',
    name: 'Name',
    qr: 'Show the QR code',
    confirmApp: 'Confirm the app',
    appAdded: 'The app was added.',
    rename: (name: string) => `Rename ${name}`,
    saveName: 'Save the name',
    remove: (name: string) => `Remove ${name}`,
    removeNow: 'Remove',
    makeCodes: 'Make recovery codes',
    makeNewCodes: 'Make new codes',
    codes: 'Recovery codes',
    makeTen: 'Make ten codes',
    kept: 'I have kept them',
    useRecovery: 'Use a recovery code',
    recoveryCode: 'Recovery code',
    wrongRecovery: 'not one of your recovery codes',
    recovered: 'You came in with a recovery code.',
    left: /9 recovery codes are left/,
    addPasskey: 'Add a passkey',
    makePasskey: 'Go on to your device',
    passkeyAdded: 'The passkey was added.',
    usePasskey: 'Use a passkey',
    alone: 'Sign in with a passkey',
    cancelled: 'No passkey was used',
    last: 'The last second factor can’t be removed',
  },
  es: {
    mail: 'Correo electrónico',
    password: 'Contraseña',
    go: 'Continuar',
    code: 'Código de seis dígitos',
    enter: 'Ingresar',
    signOut: 'Cerrar sesión',
    factors: 'Segundos factores',
    addApp: 'Agregar una aplicación',
    name: 'Nombre',
    qr: 'Mostrar el código QR',
    confirmApp: 'Confirmar la aplicación',
    appAdded: 'Se agregó la aplicación.',
    rename: (name: string) => `Cambiar el nombre de ${name}`,
    saveName: 'Guardar el nombre',
    remove: (name: string) => `Eliminar ${name}`,
    removeNow: 'Eliminar',
    makeCodes: 'Generar códigos de recuperación',
    makeNewCodes: 'Generar códigos nuevos',
    codes: 'Códigos de recuperación',
    makeTen: 'Generar diez códigos',
    kept: 'Ya los guardé',
    useRecovery: 'Usar un código de recuperación',
    recoveryCode: 'Código de recuperación',
    wrongRecovery: 'No es uno de sus códigos',
    recovered: 'Ingresó con un código de recuperación.',
    left: /Quedan 9 códigos de recuperación/,
    addPasskey: 'Agregar una llave de acceso',
    makePasskey: 'Continuar en su dispositivo',
    passkeyAdded: 'Se agregó la llave de acceso.',
    usePasskey: 'Usar una llave de acceso',
    alone: 'Ingresar con una llave de acceso',
    cancelled: 'No se usó ninguna llave de acceso',
    last: 'El último segundo factor no se puede eliminar',
  },
} as const;

/** What the browsers hear in which Ana is signed in no more, because she signed in elsewhere. */
const ELSEWHERE = [/^401 (GET \/events|POST \/api\/)/, /status of 401/];

let ana: Person;
let office: Page;

test.beforeAll(async ({ openForAll, server }) => {
  office = await openForAll();
  ana = await register(office, server);
});

async function password(page: Page, words: (typeof WORDS)['en' | 'es']): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel(words.mail).fill(ana.email);
  await page.getByLabel(words.password, { exact: true }).fill(ana.password);
  await page.getByRole('button', { name: words.go }).click();
  await expect(page).toHaveURL(/\/sign-in\/code/);
}

async function looked(page: Page): Promise<void> {
  await fitsTheWidth(page);
  await accessible(page);
}

for (const [where, language, options] of [
  ['desk', 'en', {}],
  ['phone', 'es', PHONE],
] as [string, 'en' | 'es', BrowserContextOptions][]) {
  test(`apps, recovery codes and passkeys: ${where}`, async ({ open, complaints, server }) => {
    test.setTimeout(300_000);
    complaints.expect(...ELSEWHERE, /^422 POST \/api\/(access|account)\//, /status of 422/);
    const words = WORDS[language];
    const page = await open(options);
    await page.context().addCookies([{ name: 'language', value: language, url: server.url }]);
    const device = await Device.of(page);
    await password(page, words);
    await looked(page);
    await page.getByLabel(words.code).fill(await ana.app.code());
    await page.getByRole('button', { name: words.enter }).click();
    await expect(page).toHaveURL(/\/cases/);

    // A second app, which gets another name; then it signs in.
    await page.goto('/account');
    await expect(page.getByRole('heading', { level: 1, name: words.factors })).toBeVisible();
    const apps = page.locator('#apps');
    if (where === 'desk') await expect(apps.getByText(words.last)).toBeVisible();
    await looked(page);
    await apps.getByText(words.addApp).click();
    await apps.locator('.unfold').getByLabel(words.name, { exact: true }).fill(`App ${where}`);
    await apps.getByRole('button', { name: words.qr }).click();
    const second = new Authenticator(await apps.locator('.secret').innerText());
    await looked(page);
    await apps.getByLabel(words.code).fill('000000');
    await apps.getByRole('button', { name: words.confirmApp }).click();
    await expect(apps.getByRole('alert')).toBeVisible();
    await apps.getByLabel(words.code).fill(await second.code());
    await apps.getByRole('button', { name: words.confirmApp }).click();
    await expect(page.getByText(words.appAdded)).toBeVisible();
    await apps.getByRole('button', { name: words.rename(`App ${where}`) }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.name, { exact: true }).fill(`Tablet ${where}`);
    await accessible(page);
    await dialog.getByRole('button', { name: words.saveName }).click();
    await expect(apps.getByText(`Tablet ${where}`, { exact: true })).toBeVisible();

    // Recovery codes, shown once.
    await page.getByRole('link', { name: where === 'desk' ? words.makeCodes : words.makeNewCodes }).click();
    await expect(page.getByRole('heading', { level: 1, name: words.codes })).toBeVisible();
    await looked(page);
    await page.getByRole('button', { name: words.makeTen }).click();
    await expect(page.locator('.code')).toHaveCount(10);
    const codes = await page.locator('.code').allInnerTexts();
    await looked(page);
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.codes-sheet')).toBeVisible();
    await expect(page.locator('.rail')).toBeHidden();
    await page.emulateMedia({ media: null });
    await page.getByRole('link', { name: words.kept }).click();
    await expect(page).toHaveURL(/\/account$/);

    // One is used, once.
    await password(page, words);
    await page.getByRole('link', { name: words.useRecovery }).click();
    await looked(page);
    await page.getByLabel(words.recoveryCode).fill('AAAA-AAAA-AAAA-AAAA');
    await page.getByRole('button', { name: words.enter }).click();
    await expect(page.getByRole('alert')).toContainText(words.wrongRecovery);
    await page.getByLabel(words.recoveryCode).fill((codes[0] ?? '').toLowerCase());
    await page.getByRole('button', { name: words.enter }).click();
    await expect(page.getByText(words.recovered)).toBeVisible();
    await expect(page.locator('#recovery-codes').getByText(words.left)).toBeVisible();
    await looked(page);

    // A passkey, as second factor and alone.
    const keys = page.locator('#passkeys');
    await keys.getByText(words.addPasskey).click();
    await keys.locator('.unfold').getByLabel(words.name, { exact: true }).fill(`Key ${where}`);
    await keys.getByRole('button', { name: words.makePasskey }).click();
    await expect(keys.getByText(`Key ${where}`, { exact: true })).toBeVisible();
    await expect(page.getByText(words.passkeyAdded)).toBeVisible();
    expect(await device.passkeys()).toBe(1);
    await looked(page);
    await password(page, words);
    await looked(page);
    await page.getByRole('button', { name: words.usePasskey }).click();
    await expect(page).toHaveURL(/\/cases/);
    // The office would go to the sign-in page by itself once it hears that its session is gone.
    await page.goto('about:blank');
    await page.context().clearCookies({ name: '__Host-matterlock' });
    await page.goto('/sign-in');
    await looked(page);
    await device.recognises(false);
    await page.getByRole('button', { name: words.alone }).click();
    await expect(page.getByText(words.cancelled)).toBeVisible();
    await device.recognises(true);
    await page.getByRole('button', { name: words.alone }).click();
    await expect(page).toHaveURL(/\/cases/);

    // What was added goes again.
    await page.goto('/account');
    await page.locator('#apps').getByLabel(words.remove(`Tablet ${where}`)).click();
    await page.locator('#apps').getByRole('button', { name: words.removeNow, exact: true }).click();
    await expect(page.locator('#apps').getByText(`Tablet ${where}`, { exact: true })).toHaveCount(0);
  });
}

test('without script the pages say what they need', async ({ open, complaints, server }) => {
  complaints.expect(...ELSEWHERE);
  const context = office.context();
  await office.goto('/sign-in');
  await office.getByLabel('Mail address').fill(ana.email);
  await office.getByLabel('Password', { exact: true }).fill(ana.password);
  await office.getByRole('button', { name: 'Continue' }).click();
  await office.getByLabel('Six-digit code').fill(await ana.app.code());
  await office.getByRole('button', { name: 'Sign in' }).click();
  await expect(office).toHaveURL(/\/cases/);
  const plain = await open({ javaScriptEnabled: false });
  await plain.context().addCookies(await context.cookies(server.url));
  await plain.goto('/account/recovery-codes');
  await expect(plain.getByText('This needs JavaScript.')).toBeVisible();
});
