import { createHash } from 'node:crypto';
import { kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT, copyLink, openCase, register, signIn, upload } from '../support/office';
import { PHONE, expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';
import { consent, openLink, openSheet, type, use } from '../support/signer';

test.use({ installation: 'crash' });

const ROUNDS = 4;

test('killed at any moment, nothing acknowledged is lost and nothing is half signed', async ({ open, server, complaints }) => {
  test.setTimeout(240_000);
  const office = await open();
  const ana = await register(office, server);
  await openCase(office, 'Quesada, storm');
  const caseUrl = office.url();
  await upload(office, { name: 'settlement.pdf', bytes: smallPdf('Settlement') });
  complaints.expect(/ERR_|status of|^5\d\d|^4\d\d/);

  await test.step('in the middle of uploads', async () => {
    const kept = new Map<string, string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const cookies = await office.context().cookies();
      const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      const url = `${server.url}/files/cases/${caseUrl.split('/').at(-1)}/documents`;
      const sending = [1, 2, 3, 4, 5, 6].map(async (number) => {
        const bytes = Buffer.concat([smallPdf(`Round ${round} number ${number}`), Buffer.alloc(number * 20_000, '\n')]);
        const body = new FormData();
        const name = `round-${round}-${number}.pdf`;
        body.set('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), name);
        const answer = await fetch(url, { method: 'POST', body, headers: { cookie, origin: server.url } }).catch(() => undefined);
        if (answer?.status === 201) kept.set(name, createHash('sha256').update(bytes).digest('hex'));
      });
      await sleep(150 + round * 250);
      // By turns the server, and the database under it.
      if (round % 2 === 0) await server.kill();
      else kill(server.postmaster, 'SIGKILL');
      await Promise.all(sending);
      if (round % 2 === 1) await server.ended();
      await server.run();
    }
    await office.goto(caseUrl);
    for (const [name, sha256] of kept) {
      const row = office.locator('#documents .rows .row', { has: office.getByRole('link', { name, exact: true }) });
      const href = await row.getByRole('link', { name: /^Download/ }).getAttribute('href');
      const file = await office.request.get(href ?? '');
      expect(createHash('sha256').update(await file.body()).digest('hex'), name).toBe(sha256);
    }
    const listed = await office.locator('#documents .rows .row').count();
    expect(listed).toBeGreaterThanOrEqual(kept.size + 1);
    expect(listed).toBeLessThanOrEqual(ROUNDS * 6 + 1);
  });

  await test.step('in the middle of signing', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await office.goto(caseUrl);
      if (office.url().includes('/sign-in')) await signIn(office, ana);
      const row = office.locator('#documents .rows .row', { has: office.getByRole('link', { name: 'settlement.pdf', exact: true }) });
      await row.getByRole('link', { name: /^Ask for a signature/ }).click();
      await office.getByLabel('Hand it over myself').check();
      await office.getByRole('button', { name: 'Send for signature' }).click();
      await expect(office).toHaveURL(/\/envelopes\//);
      const envelope = office.url();
      const phone = await open(PHONE);
      await openLink(phone, await copyLink(office));
      await consent(phone);
      await openSheet(phone);
      await type(phone, CLIENT.name);
      await use(phone);
      await phone.getByRole('button', { name: 'Firmar y terminar' }).tap({ noWaitAfter: true });
      await sleep(round * 40);
      if (round % 2 === 0) await server.kill();
      else {
        kill(server.postmaster, 'SIGKILL');
        await server.ended();
      }
      await server.run();

      // Signed or not, the page says which, and trying again ends signed exactly once.
      const again = phone.getByRole('button', { name: 'Intentar de nuevo' });
      const done = phone.getByRole('heading', { level: 1, name: 'Usted ha firmado' });
      await expect(again.or(done)).toBeVisible({ timeout: 30_000 });
      if (await again.isVisible()) await again.tap();
      await expect(done).toBeVisible({ timeout: 30_000 });
      await office.goto(envelope);
      await expect(office.getByText(`${CLIENT.name} has signed. The signed copy is in the case.`)).toBeVisible({ timeout: 45_000 });
      await phone.context().close();
    }
    await office.goto(caseUrl);
    await expect(office.locator('#documents').getByText('Signed copy', { exact: true })).toHaveCount(ROUNDS);
  });
});

test.afterEach(({ server }, info) => {
  if (info.status !== info.expectedStatus) console.log(server.said);
});
