import { CLIENT, ask, openCase, register, upload } from '../support/office';
import { PHONE, expect, test as journey } from '../support/journey';
import { MailServer } from '../support/mail';
import { smallPdf } from '../support/pdf';
import { Server } from '../support/server';
import { openLink } from '../support/signer';

const test = journey.extend<object, { mails: MailServer }>({
  mails: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const mails = new MailServer();
      await mails.start();
      await use(mails);
      await mails.stop();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ mails }, use) => {
      const server = await Server.start({ MATTERLOCK_SMTP_URL: mails.url });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

test.use({ installation: 'mail' });

test('the invitation arrives in the client’s language, with a link that works', async ({ open, server, mails }) => {
  const office = await open();
  await register(office, server, 'Solano & Vega Abogados', mails);
  await openCase(office, 'Quesada, by mail');
  await upload(office, { name: 'contrato-de-servicios.pdf', bytes: smallPdf('Contrato') });
  await ask(office, { byMail: true });

  const mail = await mails.mail(2);
  expect(mail.subject).toBe('Solano & Vega Abogados le solicita firmar «contrato-de-servicios.pdf»');
  expect(mail.to).toMatchObject({ value: [{ address: CLIENT.email, name: CLIENT.name }] });
  const link = /http\S+\/sign#\S+/.exec(mail.text ?? '')?.[0] ?? '';
  expect(link.startsWith(`${server.url}/sign#`)).toBe(true);
  expect(typeof mail.html === 'string' && mail.html.includes(link)).toBe(true);

  const phone = await open(PHONE);
  await openLink(phone, link);
  await expect(office.getByText(`${CLIENT.name} has opened the document.`)).toBeVisible();

  await office.getByRole('button', { name: 'Mail the link' }).click();
  await expect(office.getByText(`On its way to ${CLIENT.email}`)).toBeVisible();
  expect((await mails.mail(3)).text).toContain(link);
});
