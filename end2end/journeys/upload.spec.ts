import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { tabTo } from '../support/hand';
import { choose, openCase, register } from '../support/office';
import { expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';
import { accessible } from '../support/watch';

test.use({ installation: 'upload' });

/** Readable by everybody, protected against changes with a password. */
const PROTECTED = join(__dirname, '../../crates/paper/tests/fixtures/encrypted-owner-password.pdf');

let office: Page;
let caseUrl: string;

test.beforeAll(async ({ openForAll, server }) => {
  office = await openForAll();
  // The browser hands its file dialogs to whoever listens. Whoever begins to listen with the key press may be too late for it.
  office.on('filechooser', () => undefined);
  await register(office, server);
  await openCase(office, 'Quesada, evidence');
  caseUrl = office.url();
});

test('by the button and by dropping, with progress, and back byte for byte', async ({}, info) => {
  // A line on which progress can be seen: a megabyte a second.
  const line = await office.context().newCDPSession(office);
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_000_000 });
  for (const [name, give] of [['by-button.pdf', byButton], ['by-drop.pdf', byDrop]] as const) {
    await test.step(name, async () => {
      const bytes = Buffer.concat([smallPdf(name), Buffer.alloc(3_000_000, '\n')]);
      const path = info.outputPath(name);
      writeFileSync(path, bytes);
      await office.goto(caseUrl);
      await give(office, path);

      const progress = office.getByRole('progressbar', { name: new RegExp(name) });
      await expect(progress).toBeVisible();
      await expect.poll(() => percent(progress), { intervals: [50] }).toBeGreaterThan(10);
      expect(await percent(progress)).toBeLessThan(100);
      const row = office.locator('#documents .rows .row', { has: office.getByRole('link', { name, exact: true }) });
      await expect(row).toBeVisible({ timeout: 30_000 });
      await expect(progress).toHaveCount(0);

      const started = office.waitForEvent('download');
      await row.getByRole('link', { name: /^Download/ }).click();
      expect(sha256(readFileSync(await (await started).path()))).toBe(sha256(bytes));
    });
  }
});

test('with the keyboard alone', async () => {
  for (const key of ['Enter', 'Space']) {
    await office.goto(caseUrl);
    const field = office.locator('#upload-file[multiple]');
    await tabTo(office, field);
    // The field itself is out of sight; the button that is its label shows where the focus is.
    await expect(pick(office)).toHaveCSS('outline-style', 'solid');
    await expect(pick(office)).toHaveCSS('outline-width', '2px');
    const chooser = office.waitForEvent('filechooser');
    await office.keyboard.press(key);
    const name = `by-${key}.pdf`;
    await (await chooser).setFiles({ name, mimeType: 'application/pdf', buffer: smallPdf(key) });
    await expect(office.locator('#documents .rows').getByRole('link', { name, exact: true })).toBeVisible();
  }
});

test('what can be read but not signed says why at once, and on its page', async () => {
  await office.goto(caseUrl);
  await choose(office, PROTECTED);
  const why = /it is protected against changes\. Print it to a new PDF/;
  await expect(office.locator('.uploads').getByText(why)).toBeVisible({ timeout: 30_000 });
  const name = basename(PROTECTED);
  const row = office.locator('#documents .rows .row', { has: office.getByRole('link', { name, exact: true }) });
  await expect(row.getByText(why)).toBeVisible();
  await expect(row.getByRole('link', { name: /^Ask for a signature/ })).toHaveCount(0);
  await accessible(office);
  await row.getByRole('link', { name, exact: true }).click();
  await expect(office.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(office.getByText(why)).toBeVisible();
  await expect(office.getByRole('link', { name: 'Ask for a signature' })).toHaveCount(0);
  await accessible(office);
});

/** What people see of the field that takes files. */
function pick(page: Page): Locator {
  return page.locator('#documents').getByText('Choose PDF files', { exact: true });
}

async function byButton(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await pick(page).click();
  await (await chooser).setFiles(path);
}

/** Drags a file in from outside of the browser, which finds out itself what lies under it and whether that takes files. */
async function byDrop(page: Page, path: string): Promise<void> {
  await expect(page.locator('#documents input[multiple]')).toBeAttached();
  const box = await page.locator('#documents').boundingBox();
  if (!box) throw new Error('there is no panel');
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
    if (type === 'dragOver') await expect(page.getByText('Drop to upload')).toBeVisible();
  }
}

async function percent(progress: Locator): Promise<number> {
  return Number(await progress.getAttribute('value', { timeout: 1_000 }).catch(() => '0'));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
