import type { Page } from '@playwright/test';
import { CLIENT, type Person, ask, copyLink, openCase, register, signIn, upload } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';

test.use({ installation: 'without-script' });

let office: Page;
let ana: Person;
let caseUrl: string;

test.beforeAll(async ({ openForAll, server }) => {
  office = await openForAll();
  ana = await register(office, server);
  await openCase(office, 'Quesada, lease');
  caseUrl = office.url();
});

test('signing in and signing by plain forms', async ({ open }) => {
  await office.goto(caseUrl);
  await upload(office, { name: 'lease.pdf', bytes: smallPdf('Lease') });
  await ask(office);
  const code = (await copyLink(office)).split('#')[1] ?? '';

  await test.step('a client without script', async () => {
    const phone = await open({ ...PHONE, javaScriptEnabled: false });
    await phone.goto('/sign');
    await phone.getByLabel('Código de su enlace').fill(code);
    await phone.getByRole('button', { name: 'Abrir el documento' }).tap();
    await expect(phone).toHaveURL(/\/sign\/document/);
    await phone.getByRole('button', { name: 'Acepto' }).tap();
    await expect(phone.getByRole('img', { name: 'Página 1 de 1' })).toBeVisible();
    await phone.getByLabel('Su nombre completo').locator('visible=true').fill(CLIENT.name);
    await phone.getByRole('button', { name: 'Firmar y terminar' }).locator('visible=true').tap();
    await expect(phone.getByRole('heading', { level: 1, name: 'Usted ha firmado' })).toBeVisible();
  });
  await expect(office.getByText(`${CLIENT.name} has signed. The signed copy is in the case.`)).toBeVisible({ timeout: 30_000 });
  await office.close();

  await test.step('an attorney without script', async () => {
    const plain = await open({ javaScriptEnabled: false });
    await plain.goto('/sign-in');
    await plain.getByLabel('Mail address').fill(ana.email);
    await plain.getByLabel('Password', { exact: true }).fill('not the password 1');
    await plain.getByRole('button', { name: 'Continue' }).click();
    await expect(plain.getByText('Mail address and password don’t match an account.').first()).toBeVisible();
    await signIn(plain, ana);
    await plain.goto(caseUrl);
    await expect(plain.getByRole('heading', { level: 1, name: 'Quesada, lease' })).toBeVisible();
    await expect(plain.locator('#documents').getByText('Signed copy').first()).toBeVisible();
    await plain.locator('#documents input[type=file]').setInputFiles({ name: 'annex.pdf', mimeType: 'application/pdf', buffer: smallPdf('Annex') });
    await plain.getByRole('button', { name: 'Upload', exact: true }).click();
    await expect(plain.getByRole('link', { name: 'annex.pdf', exact: true })).toBeVisible();
  });
});

test('a file that is refused leads back to its case, which says why', async ({ open }) => {
  const plain = await open({ javaScriptEnabled: false });
  await signIn(plain, ana);
  const megabytes = (size: number) => Buffer.alloc(size * 1_000_000, '%PDF-1.7\n');
  for (const [name, buffer, reason] of [
    ['a-little-large.pdf', Buffer.concat([megabytes(15), Buffer.from('\n')]), /(larger than|at most) 15(\.0)?\sMB/i],
    ['large.pdf', megabytes(40), /(larger than|at most) 15(\.0)?\sMB/i],
    ['notes.pdf', Buffer.from('Only some notes, whatever the name says.\n'.repeat(50)), 'This file is not a PDF, whatever its name says.'],
  ] as const) {
    await test.step(name, async () => {
      await plain.goto(caseUrl);
      await plain.locator('#documents input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer });
      await plain.getByRole('button', { name: 'Upload', exact: true }).click();
      await expect(plain).toHaveURL(/#documents$/);
      expect(new URL(plain.url()).pathname).toBe(new URL(caseUrl).pathname);
      await expect(plain.locator('#documents').getByRole('alert')).toContainText(reason);
      await expect(plain.getByRole('link', { name, exact: true })).toHaveCount(0);
    });
  }
});
