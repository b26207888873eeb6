import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Person, addColleague, ask, choose, openCase, register, registerAnother, upload } from '../support/office';
import { expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';
import { accessible } from '../support/watch';

test.use({ installation: 'refusals' });

const PDF = 'application/pdf';
let ana: Person;
let office: Page;
let caseUrl: string;

test.beforeAll(async ({ openForAll, server }) => {
  office = await openForAll();
  ana = await register(office, server);
  await openCase(office, 'Quesada, refusals');
  caseUrl = office.url();
  await upload(office, { name: 'deed.pdf', bytes: smallPdf('Deed') });
});

test('files that are no documents', async ({ complaints }) => {
  complaints.expect(/^(413|422) POST \/files\//, /status of (413|422)/);
  await office.goto(caseUrl);
  const uploads = office.locator('#documents');

  await choose(office, { name: 'large.pdf', mimeType: PDF, buffer: Buffer.alloc(15_000_001, '%PDF-1.7\n') });
  await expect(uploads.getByText('Larger than 15 MB. It was not sent; make it smaller or split it.')).toBeVisible();
  await choose(office, { name: 'notes.pdf', mimeType: PDF, buffer: Buffer.from('Only some notes, whatever the name says.\n'.repeat(50)) });
  await expect(uploads.getByText('This file is not a PDF, whatever its name says.')).toBeVisible();
  const locked = readFileSync(join(__dirname, '../../crates/paper/tests/fixtures/encrypted-user-password.pdf'));
  await choose(office, { name: 'locked.pdf', mimeType: PDF, buffer: locked });
  await expect(uploads.getByText('This PDF is locked with a password.')).toBeVisible();
  await choose(office, { name: 'empty.pdf', mimeType: PDF, buffer: Buffer.alloc(0) });
  await expect(uploads.getByText('The file is empty. It was not sent.')).toBeVisible();
  await accessible(office);

  await office.reload();
  await expect(uploads.locator('.rows .row')).toHaveCount(1);
});

test('the server refuses what is too large by itself', async () => {
  const large = new FormData();
  large.set('file', new Blob([Buffer.alloc(15_000_001, '%PDF-1.7\n')], { type: PDF }), 'large.pdf');
  const cookies = await office.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const origin = new URL(caseUrl).origin;
  const url = `${origin}/files/cases/${caseUrl.split('/').at(-1)}/documents`;
  const body = new FormData();
  body.set('file', new Blob([new Uint8Array(smallPdf('From elsewhere'))], { type: PDF }), 'elsewhere.pdf');
  const foreign = await fetch(url, { method: 'POST', body, headers: { cookie, origin: 'https://evil.example' } });
  expect(foreign.status).toBe(403);
  // Last: the server answers before it has read such a body, and the connection is of no further use.
  const answer = await fetch(url, { method: 'POST', body: large, headers: { cookie, origin } });
  expect(answer.status).toBe(413);
});

test('what is another firm’s looks like nothing', async ({ open, server, complaints }) => {
  complaints.expect(/^404/, /status of 404/);
  await office.goto(caseUrl);
  await ask(office);
  const envelope = new URL(office.url()).pathname;
  await office.goto(caseUrl);
  const document = await office.locator('#documents .rows a.serif').first().getAttribute('href');

  const stranger = await open();
  await registerAnother(stranger, server, 'Mora & Mora');
  const none = '00000000-0000-7000-8000-000000000000';
  for (const [theirs, nobodys] of [
    [new URL(caseUrl).pathname, `/cases/${none}`],
    [`${document}`, `/documents/${none}`],
    [`${document}/sign`, `/documents/${none}/sign`],
    [envelope, `/envelopes/${none}`],
  ] as const) {
    const words = [];
    for (const path of [theirs, nobodys]) {
      const answer = await stranger.goto(path);
      expect(answer?.status(), path).toBe(404);
      words.push(await stranger.locator('main').innerText());
      await expect(stranger.locator('body')).not.toContainText('Quesada');
    }
    expect(words[0]).toBe(words[1]);
  }
  await accessible(stranger);
  const file = await stranger.request.get(`/files${document}`);
  expect(file.status()).toBe(404);
});

test('a reader who may not change anything', async ({ open, server }) => {
  const reader = await open();
  const luis = await addColleague(reader, server, ana, 'read_only');
  await reader.goto('/cases/new');
  await expect(reader.getByText('Your role does not open cases.')).toBeVisible();

  await office.goto(caseUrl);
  const people = office.getByLabel('Assign a colleague');
  await people.selectOption((await people.locator('option', { hasText: luis.name }).getAttribute('value')) ?? '');
  await office.getByRole('button', { name: 'Assign', exact: true }).click();
  await expect(office.getByText('Colleague assigned')).toBeVisible();

  await reader.goto(caseUrl);
  await expect(reader.getByText('You can read this case but not change it.')).toBeVisible();
  for (const name of ['Edit case', 'Add a party', 'Assign', 'Choose PDF files']) {
    await expect(reader.getByRole('button', { name, exact: true })).toHaveCount(0);
  }
  await expect(reader.getByRole('link', { name: /^Ask for a signature/ })).toHaveCount(0);
  await accessible(reader);
  await reader.locator('#documents').getByRole('link', { name: 'deed.pdf', exact: true }).click();
  await expect(reader.getByRole('heading', { level: 1, name: 'deed.pdf' })).toBeVisible();
});
