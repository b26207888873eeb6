import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { Glass, tabTo } from '../support/hand';
import { CLIENT, ask, copyLink, openCase, register, upload } from '../support/office';
import { PHONE, expect, holdProgram, test } from '../support/journey';
import { smallPdf } from '../support/pdf';
import { consent, draw, expectEnds, finish, openLink, openSheet, scrolled, spot, type, use } from '../support/signer';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'signing' });

let office: Page;
let caseUrl: string;

test.beforeAll(async ({ openForAll, server }) => {
  office = await openForAll();
  await register(office, server);
  await openCase(office, 'Quesada, power of attorney');
  caseUrl = office.url();
  await upload(office, { name: 'power-of-attorney.pdf', bytes: smallPdf('Power of attorney') });
});

/** A new request on the same document; the office stays on its page. */
async function newLink(): Promise<string> {
  await office.goto(caseUrl);
  await ask(office);
  return copyLink(office);
}

/** Takes the request back whose page the office is on. */
async function voidIt(reason: string): Promise<void> {
  await office.locator('summary', { hasText: 'Void the request' }).click();
  await office.getByLabel('Reason').fill(reason);
  await office.getByRole('button', { name: 'Void the request' }).click();
  await expect(office.getByText('The firm took this request back. Its link is dead.')).toBeVisible();
}

test('typed, with the keyboard alone, by what a screen reader says', async ({ open }) => {
  const link = await newLink();
  const desk = await open({ locale: 'es-CR' });
  await desk.goto(link);
  await desk.getByRole('button', { name: 'Abrir el documento' }).focus();
  await desk.keyboard.press('Enter');
  const agree = desk.getByRole('button', { name: 'Acepto' });
  await tabTo(desk, agree);
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('img', { name: 'Página 1 de 1' })).toBeVisible();

  const skip = desk.getByRole('link', { name: 'Saltar las páginas, ir al siguiente paso' });
  await tabTo(desk, skip);
  await desk.keyboard.press('Enter');
  const next = desk.getByRole('button', { name: 'Siguiente campo · 1 de 1' });
  await tabTo(desk, next);
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('dialog', { name: 'Su firma' })).toBeVisible();
  await tabTo(desk, desk.getByRole('tab', { name: 'Dibujar' }));
  await desk.keyboard.press('ArrowRight');
  await expect(desk.getByRole('tab', { name: 'Escribir' })).toBeFocused();
  const typed = desk.getByRole('textbox', { name: 'Su nombre completo' });
  await tabTo(desk, typed);
  // What the signed copy has no letters for is told at once, and not shown in those of the device.
  await desk.keyboard.insertText('李小龙');
  await expect(desk.getByRole('alert').filter({ hasText: 'Este nombre no se puede escribir aquí' })).toBeVisible();
  await expect(desk.locator('.sign-preview')).toBeHidden();
  await typed.press('ControlOrMeta+a');
  await desk.keyboard.type(CLIENT.name);
  await expect(desk.locator('.sign-preview')).toBeVisible();
  await accessible(desk);
  await tabTo(desk, desk.getByRole('button', { name: 'Usar esta firma' }));
  await desk.keyboard.press('Enter');
  const last = desk.getByRole('button', { name: 'Firmar y terminar' });
  await expect(last).toBeFocused();
  await expect(last).toHaveAccessibleDescription(`Al presionar «Firmar y terminar» firmo este documento, ${CLIENT.name}.`);
  await expect(desk.getByRole('button', { name: 'Campo de firma en la página 1, completo. Abre la firma para cambiarla.' })).toBeVisible();
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('heading', { level: 1, name: 'Usted ha firmado' })).toBeFocused();
  await expect(office.getByText(`${CLIENT.name} has signed. The signed copy is in the case.`)).toBeVisible({ timeout: 30_000 });
});

test('declining with a reason', async ({ open }) => {
  const link = await newLink();
  const phone = await open(PHONE);
  await openLink(phone, link);
  await phone.getByRole('link', { name: 'No deseo firmar' }).tap();
  await expect(phone.getByRole('dialog', { name: 'No deseo firmar' })).toBeVisible();
  await accessible(phone);
  await phone.getByLabel('Motivo').locator('visible=true').fill('El plazo no es el acordado.');
  await phone.getByRole('button', { name: 'Rechazar la firma' }).tap();
  await expect(phone.getByRole('heading', { level: 1, name: 'Usted no firmó' })).toBeVisible();
  await fitsTheWidth(phone);
  await accessible(phone);
  await expect(office.getByText(`${CLIENT.name} declined to sign.`)).toBeVisible();
  await expect(office.getByText('El plazo no es el acordado.')).toBeVisible();
});

test('a finger draws, and only one', async ({ open }) => {
  const link = await newLink();
  const phone = await open(PHONE);
  await openLink(phone, link);
  await consent(phone);
  const glass = await Glass.of(phone);

  await test.step('on the pages it scrolls, as it does everywhere', async () => {
    const before = await scrolled(phone);
    await glass.down(0, { x: 160, y: 400 });
    await glass.move(0, { x: 160, y: 250 });
    await glass.lift();
    // It runs out first: a tap before would only stop it.
    await expect(async () => {
      const now = await scrolled(phone);
      expect(now).not.toEqual(before);
      await phone.waitForTimeout(200);
      expect(await scrolled(phone)).toEqual(now);
    }).toPass();
  });

  await openSheet(phone);
  await draw(phone);
  const before = await scrolled(phone);
  await phone.getByRole('button', { name: 'Borrar' }).tap();
  await test.step('a second finger beside it draws nothing and pinches nothing', async () => {
    await glass.down(0, await spot(phone, 0.2, 0.3));
    await glass.move(0, await spot(phone, 0.3, 0.6));
    await glass.down(1, await spot(phone, 0.8, 0.8));
    await glass.move(1, await spot(phone, 0.7, 0.2));
    await glass.move(0, await spot(phone, 0.4, 0.2));
    await glass.lift();
    await expectEnds(phone, [[0.4, 0.2]]);
    const numbers = (await phone.locator('.sign-pad .sign-ink').getAttribute('d'))?.match(/\d+/g) ?? [];
    const across = numbers.filter((_, index) => index % 2 === 0).map(Number);
    expect(Math.max(...across), 'nothing in the half of the second finger').toBeLessThan(1000);
  });
  await test.step('a call that comes in ends the stroke, and the next one can be drawn', async () => {
    await glass.down(0, await spot(phone, 0.5, 0.3));
    await glass.move(0, await spot(phone, 0.6, 0.7));
    await glass.cancel();
    await glass.down(0, await spot(phone, 0.7, 0.7));
    await glass.move(0, await spot(phone, 0.9, 0.2));
    await glass.lift();
    await expectEnds(phone, [[0.4, 0.2], [0.6, 0.7], [0.9, 0.2]]);
  });
  expect(await scrolled(phone)).toEqual(before);
  await use(phone);
  await finish(phone);
});

test('voided while the client reads', async ({ open, complaints }) => {
  const link = await newLink();
  const phone = await open(PHONE);
  await openLink(phone, link);
  await consent(phone);
  await openSheet(phone);
  await draw(phone);
  await use(phone);

  await voidIt('Sent by mistake');

  complaints.expect(/\/api\/visit\/|409|410|404/);
  await phone.getByRole('button', { name: 'Firmar y terminar' }).tap();
  await expect(phone.getByRole('heading', { level: 1, name: 'La solicitud fue retirada' })).toBeVisible();
  await fitsTheWidth(phone);
  await accessible(phone);

  await test.step('its link is dead, and only the firm can send a new one', async () => {
    const other = await open(PHONE);
    await other.goto(link);
    await other.getByRole('button', { name: 'Abrir el documento' }).tap();
    await expect(other.getByText('Este enlace ya no funciona')).toBeVisible();
    await fitsTheWidth(other);
    await accessible(other);
    await other.getByRole('button', { name: 'Pedir al despacho un enlace nuevo' }).tap();
    await expect(other.getByRole('status').first()).toContainText('ya se le avisó que se pide uno nuevo');
  });
});

test('opened before the page is alive, a link leaves no secret in the address, and a dead one can be asked for anew', async ({ open, complaints }) => {
  // What is held back was loaded ahead.
  complaints.expect(/preloaded using link preload/);
  const link = await newLink();
  const phone = await open(PHONE);
  const come = await holdProgram(phone);
  const early = async () => {
    await phone.goto(link, { waitUntil: 'commit' });
    await phone.getByRole('button', { name: 'Abrir el documento' }).tap({ noWaitAfter: true });
  };
  await early();
  await expect(phone.getByRole('button', { name: 'Acepto' })).toBeVisible();
  expect(new URL(phone.url()).hash).toBe('');
  await voidIt('The wrong document');
  await early();
  await expect(phone.getByText('Este enlace ya no funciona')).toBeVisible();
  await phone.getByRole('button', { name: 'Pedir al despacho un enlace nuevo' }).tap({ noWaitAfter: true });
  come();
  await expect(phone.getByRole('status').first()).toContainText('ya se le avisó que se pide uno nuevo');
});

test('opening by scanners uses nothing up', async ({ open, request }) => {
  const link = await newLink();
  for (let times = 0; times < 20; times += 1) {
    expect((await request.get(link.split('#')[0] ?? '')).status()).toBe(200);
    expect((await request.head(link.split('#')[0] ?? '')).status()).toBe(200);
  }
  const scanner = await open();
  await scanner.goto(link);
  await expect(scanner.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(office.getByText(`Waiting for ${CLIENT.name} to sign.`)).toBeVisible();
  const phone = await open(PHONE);
  await openLink(phone, link);
});

test('signed in one tab, the other one says so', async ({ open, complaints }) => {
  const link = await newLink();
  const first = await open(PHONE);
  await openLink(first, link);
  await consent(first);
  const second = await first.context().newPage();
  await second.goto('/sign/document');
  // A finger reaches only the tab in front; both stay visible to themselves, so that neither asks anew when it comes there.
  for (const tab of [first, second]) {
    await tab.bringToFront();
    await openSheet(tab);
    await type(tab, CLIENT.name);
    await use(tab);
  }
  await first.bringToFront();
  await finish(first);
  // What the other tab was about to keep is refused like its signature.
  complaints.expect(/\/api\/visit\/(sign|save-draft)/, /status of 4(09|10)/);
  await second.bringToFront();
  await second.getByRole('button', { name: 'Firmar y terminar' }).tap();
  await expect(second.getByRole('heading', { level: 1, name: 'Usted ha firmado' })).toBeVisible();
});

test('drawn with a mouse; the connection is lost at the last button', async ({ open, complaints }) => {
  const link = await newLink();
  const desk = await open({ locale: 'es-CR' });
  await openLink(desk, link);
  await consent(desk);
  await openSheet(desk);
  await draw(desk);
  await use(desk);

  // The first attempt never arrives; the second one does, and its answer is lost.
  let attempts = 0;
  await desk.route('**/api/visit/sign', async (route) => {
    attempts += 1;
    if (attempts === 1) return route.abort('internetdisconnected');
    if (attempts === 2) {
      await route.fetch();
      return route.abort('connectionreset');
    }
    return route.continue();
  });
  complaints.expect(/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET/);
  await desk.getByRole('button', { name: 'Firmar y terminar' }).click();
  for (const _ of [1, 2]) {
    await expect(desk.getByText('Se perdió la conexión')).toBeVisible();
    await desk.getByRole('button', { name: 'Intentar de nuevo' }).click();
  }
  await expect(desk.getByRole('heading', { level: 1, name: 'Usted ha firmado' })).toBeVisible();
  expect(attempts).toBe(3);
});

test('what was drawn outlives the tab and the turning of the phone', async ({ open }) => {
  const link = await newLink();
  const phone = await open(PHONE);
  await openLink(phone, link);
  await consent(phone);
  await openSheet(phone);
  await draw(phone);
  await expect(phone.getByRole('dialog').getByText('Guardado', { exact: true })).toBeVisible();
  const drawn = await phone.locator('.sign-ink').first().getAttribute('d');
  await phone.setViewportSize({ width: 568, height: 320 });
  expect(await phone.locator('.sign-ink').first().getAttribute('d')).toBe(drawn);
  await phone.setViewportSize({ width: 320, height: 568 });

  await phone.reload();
  await openSheet(phone);
  await expect(phone.locator('.sign-pad .sign-ink')).toHaveAttribute('d', /M/);
  await use(phone);
  await finish(phone);
});

test('a draft that is on its way is waited for', async ({ open }) => {
  const link = await newLink();
  const phone = await open(PHONE);
  await openLink(phone, link);
  await consent(phone);
  await openSheet(phone);
  const asked: string[] = [];
  await phone.route('**/api/visit/{save-draft,sign}', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    asked.push(name);
    if (name === 'save-draft') {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      asked.push('arrived');
    }
    await route.continue();
  });
  await draw(phone);
  await expect.poll(() => asked).toEqual(['save-draft']);
  await use(phone);
  await finish(phone);
  expect(asked.slice(0, 3), 'a draft that came after the signature would be refused').toEqual(['save-draft', 'arrived', 'sign']);
});

test('two links in one browser show two documents', async ({ open, complaints }) => {
  const link = await newLink();
  const envelope = office.url();
  await office.goto(caseUrl);
  await upload(office, { name: 'revocation.pdf', bytes: smallPdf('Revocation of the power') });
  const otherLink = await newLink();

  const phone = await open(PHONE);
  await openLink(phone, link);
  await consent(phone);
  const first = await shown(phone);
  expect(first.text).toContain('Power of attorney');

  // As from a mail program, each link opens a tab of its own.
  const other = await phone.context().newPage();
  await openLink(other, otherLink);
  await consent(other);
  const second = await shown(other);
  expect(second.text).toContain('Revocation of the power');
  expect(second.text).not.toContain('Power of attorney');
  expect(second.pixels, 'not the picture of the first document').not.toBe(first.pixels);
  expect(second.pixels, 'the picture that the server has').toBe(await pixels(other, second.address, 'no-store'));

  await office.goto(envelope);
  await voidIt('Replaced');
  complaints.expect(/^4(0[134]|10) GET \/files\/signing\//, /status of 4(0[134]|10)/);
  expect(await pixels(other, first.address, 'default'), 'what was voided is not kept by the browser').not.toBe(first.pixels);
  await phone.bringToFront();
  await phone.reload();
  await expect(phone.getByText('Power of attorney')).toHaveCount(0);
  await expect(phone.getByRole('heading', { level: 1 })).toBeVisible();
  for (const picture of await phone.getByRole('img', { name: /^Página/ }).all()) {
    await expect.poll(() => paint(picture)).not.toBe('');
    expect(await paint(picture)).not.toBe(first.pixels);
  }
});

/** The first page as the signer sees it: its picture's pixels and address, and its text. */
async function shown(page: Page): Promise<{ pixels: string; address: string; text: string }> {
  const picture = page.getByRole('img', { name: /^Página 1 de/ });
  await expect.poll(() => paint(picture)).not.toBe('');
  await page.getByRole('button', { name: 'Mostrar el texto de las páginas' }).tap();
  const text = page.locator('.sign-words-text').first();
  await expect(text).toBeVisible();
  return {
    pixels: await paint(picture),
    address: await picture.evaluate((image: HTMLImageElement) => image.currentSrc),
    text: await text.innerText(),
  };
}

/** What the pixels of a picture on the page are told by; nothing while it is not there. */
async function paint(picture: Locator): Promise<string> {
  const drawn = await picture.evaluate((image: HTMLImageElement) => {
    if (!image.complete || image.naturalWidth === 0) return '';
    const canvas = document.createElement('canvas');
    // A size of its own: that of an image with a choice of sources depends on the screen.
    [canvas.width, canvas.height] = [400, 500];
    canvas.getContext('2d')?.drawImage(image, 0, 0, 400, 500);
    return canvas.toDataURL();
  });
  return digest(drawn);
}

/** The same for what the browser gets from an address, from its cache or past it; nothing where it gets no picture. */
async function pixels(page: Page, address: string, cache: RequestCache): Promise<string> {
  const drawn = await page.evaluate(
    async ([address, cache]) => {
      const answer = await fetch(address, { cache });
      if (!answer.ok) return '';
      const image = await createImageBitmap(await answer.blob());
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [400, 500];
      canvas.getContext('2d')?.drawImage(image, 0, 0, 400, 500);
      return canvas.toDataURL();
    },
    [address, cache] as const,
  );
  return digest(drawn);
}

function digest(drawn: string): string {
  return drawn && createHash('sha256').update(drawn).digest('hex');
}
