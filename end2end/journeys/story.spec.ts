import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CLIENT, STANDARD, ask, copyLink, openCase, register, signIn, upload } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { consent, draw, finish, openLink, openSheet, use } from '../support/signer';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'story' });

test('from the set-up link to a signed document', async ({ open, server }, info) => {
  const office = await open();
  const ana = await register(office, server);
  await accessible(office);

  await openCase(office, 'Quesada v. Municipality of Escazú');
  const caseUrl = office.url();
  await upload(office);
  await accessible(office);

  await test.step('the original comes back byte for byte', async () => {
    await office.getByRole('link', { name: /filesystem-hierarchy/ }).first().click();
    await expect(office.getByRole('heading', { level: 1 })).toContainText('filesystem-hierarchy');
    const picture = office.locator('#page-1 img');
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
    const started = office.waitForEvent('download');
    await office.getByRole('link', { name: 'Download', exact: true }).click();
    const path = await (await started).path();
    expect(sha256(readFileSync(path))).toBe(sha256(readFileSync(STANDARD)));
    await expect(office.locator('.fingerprint')).toHaveText(sha256(readFileSync(STANDARD)));
    await accessible(office);
  });

  await office.goto(caseUrl);
  await ask(office, { onPage: 37 });
  await accessible(office);
  const link = await copyLink(office);
  expect(link).toMatch(new RegExp(`^${server.url}/sign#`));
  const envelope = office.url();

  // A second window of the attorney's stays on the case's page and is never loaded again.
  const desk = await office.context().newPage();
  await desk.goto(caseUrl);
  const timeline = desk.locator('#timeline');
  await expect(timeline).not.toContainText('opened');

  const phone = await open(PHONE);
  await test.step('the client opens the link', async () => {
    await phone.goto(link);
    await expect(phone.getByRole('heading', { level: 1, name: 'Un documento para su revisión' })).toBeVisible();
    await expect(phone.getByText(CLIENT.name)).toHaveCount(0);
    await fitsTheWidth(phone);
    await accessible(phone);
    await openLink(phone, link);
    await expect(phone.getByRole('heading', { level: 1 })).toContainText('le solicita su firma');
    await fitsTheWidth(phone);
    await accessible(phone);
  });
  await expect(office.getByText(`${CLIENT.name} has opened the document.`)).toBeVisible();
  await expect(timeline).toContainText(/opened/i);

  await test.step('consents, reads, draws and signs', async () => {
    await consent(phone);
    await expect(office.getByText(`${CLIENT.name} has agreed to sign electronically and is reading.`)).toBeVisible();
    await fitsTheWidth(phone);
    await accessible(phone);
    await openSheet(phone);
    await accessible(phone);
    await draw(phone);
    await use(phone);
    await fitsTheWidth(phone);
    await accessible(phone);
    await finish(phone);
    await fitsTheWidth(phone);
  });
  await expect(office.getByText(`${CLIENT.name} has signed. The signed copy is in the case.`)).toBeVisible({ timeout: 30_000 });
  await expect(timeline).toContainText(/signed/i);
  await expect(desk.locator('#documents').getByText('Signed copy').first()).toBeVisible();

  await test.step('both hold the same signed copy, which begins with the original', async () => {
    const original = readFileSync(STANDARD);
    await expect(phone.getByRole('link', { name: 'Descargar su copia' })).toBeVisible({ timeout: 20_000 });
    await accessible(phone);
    const [clients] = await Promise.all([
      phone.waitForEvent('download'),
      phone.getByRole('link', { name: 'Descargar su copia' }).tap(),
    ]);
    expect(office.url()).toBe(envelope);
    const [firms] = await Promise.all([
      office.waitForEvent('download'),
      office.getByRole('link', { name: 'Download the signed copy' }).click(),
    ]);
    const path = info.outputPath('signed.pdf');
    await firms.saveAs(path);
    const signed = readFileSync(path);
    expect(signed.subarray(0, original.length).equals(original)).toBe(true);
    expect(sha256(readFileSync(await clients.path()))).toBe(sha256(signed));
    execFileSync('qpdf', ['--check', path]);
    const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    expect(text.includes(CLIENT.name), 'the signer\'s name stands in it').toBe(true);
    expect(text.replace(/\s/g, '').includes(sha256(original)), 'the fingerprint of the original stands in it').toBe(true);
  });

  await test.step('the log has it all', async () => {
    await office.goto('/log');
    await expect(office.locator('main')).toContainText('Signed by drawing');
    await accessible(office);
  });

  await test.step('signing out', async () => {
    await office.getByLabel('My account').click();
    await office.getByRole('button', { name: 'Sign out' }).click();
    await expect(office).toHaveURL(/\/sign-in\?ended=signed_out/);
    await accessible(office);
    await signIn(office, ana);
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
