import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { copyLink } from '../support/office';
import { expect, test } from '../support/journey';
import { accessible, fitsTheWidth } from '../support/watch';

test.use({ installation: 'pages', options: ['--demo'] });

const SHOTS = join(__dirname, '../.shots');

/** Every width with both themes, and both languages at every width. */
const LOOKS = [
  { width: 320, height: 568, theme: 'paper', language: 'es' },
  { width: 320, height: 568, theme: 'ink', language: 'en' },
  { width: 768, height: 1024, theme: 'paper', language: 'en' },
  { width: 768, height: 1024, theme: 'ink', language: 'es' },
  { width: 1440, height: 900, theme: 'paper', language: 'es' },
  { width: 1440, height: 900, theme: 'ink', language: 'en' },
] as const;

type Look = (typeof LOOKS)[number];

async function wear(context: BrowserContext, page: Page, look: Look): Promise<void> {
  const url = new URL(page.url()).origin;
  await context.addCookies([
    { name: 'theme', value: look.theme, url },
    { name: 'language', value: look.language, url },
  ]);
  await page.setViewportSize({ width: look.width, height: look.height });
}

/** A page in every look: nothing sticks out, axe finds nothing, and a picture for people. */
async function inEveryLook(page: Page, name: string, path: string, options: { long?: boolean; then?: (page: Page) => Promise<void> } = {}): Promise<void> {
  await test.step(name, async () => {
    for (const look of LOOKS) {
      await wear(page.context(), page, look);
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await options.then?.(page);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await expect.soft(page.locator('html')).toHaveAttribute('lang', look.language);
      await soft(() => fitsTheWidth(page));
      await soft(() => accessible(page));
      const file = join(SHOTS, `${name}-${look.width}-${look.theme}-${look.language}.png`);
      await page.screenshot({ path: file, fullPage: !options.long, animations: 'disabled' });
    }
  });
}

/** Goes on after a failure, so that one run shows all of them. */
async function soft(check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    expect.soft(String(error).slice(0, 2000), 'a page').toBe('');
  }
}

const LUCIA = 'lucia@solano.example';
const PASSWORD = 'tres tucanes en la ceiba';

test('every page in every look', async ({ open, server, complaints }) => {
  test.setTimeout(900_000);
  const page = await open();
  // Whoever has no visit is told so with its status.
  complaints.expect(/^401 GET \/sign\/document$/, /status of 401/);
  await page.goto('/sign-in');
  await inEveryLook(page, 'sign-in', '/sign-in');
  await inEveryLook(page, 'sign-in-again', '/sign-in?ended=elsewhere&at=1763812800000&next=%2Fcases');
  await inEveryLook(page, 'set-up', '/setup');
  await inEveryLook(page, 'landing', '/sign');
  await inEveryLook(page, 'visit-over', '/sign/document');

  await page.goto('/sign-in');
  await page.getByLabel('Mail address').fill(LUCIA);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(/\/sign-in\/code/);
  await inEveryLook(page, 'recovery', '/sign-in/recovery');
  await inEveryLook(page, 'code', '/sign-in/code');
  await page.getByLabel('Six-digit code').fill((await server.command(['totp', LUCIA])).match(/\d{6}/)?.[0] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/cases$/);

  await inEveryLook(page, 'cases', '/cases');
  await inEveryLook(page, 'cases-none', '/cases?search=nobody-is-called-this');
  await inEveryLook(page, 'new-case', '/cases/new');
  await inEveryLook(page, 'log', '/log');
  await inEveryLook(page, 'log-own', '/account/log');
  await inEveryLook(page, 'log-search', '/log?text=ana');
  await inEveryLook(page, 'account', '/account');
  await inEveryLook(page, 'recovery-codes', '/account/recovery-codes');
  await inEveryLook(page, 'security', '/security');
  await inEveryLook(page, 'verify', '/verify');
  complaints.expect(/404/);
  await inEveryLook(page, 'not-found', '/nowhere');
  await inEveryLook(page, 'case-not-mine', '/cases/00000000-0000-7000-8000-000000000000');

  const { cases, documents, envelopes } = await everything(page);
  const [first, other] = cases;
  await inEveryLook(page, 'case', first ?? '');
  if (other) await inEveryLook(page, 'case-other', other);
  await inEveryLook(page, 'case-readers', `${first}/readers`);
  await inEveryLook(page, 'document', documents[0] ?? '', { long: true });
  await inEveryLook(page, 'document-readers', `${documents[0]}/readers`);
  await inEveryLook(page, 'ask', `${documents[0]}/sign`);
  for (const [state, path] of envelopes) await inEveryLook(page, `envelope-${state}`, path);

  const waiting = envelopes.get('sent');
  if (!waiting) throw new Error('the demonstration has nothing that waits for a signature');
  await wear(page.context(), page, LOOKS[5]);
  await page.goto(waiting);
  const link = await copyLink(page);
  const signer = await open();
  await signer.goto(link);
  await signer.getByRole('button', { name: /Open the document|Abrir el documento/ }).click();
  await expect(signer).toHaveURL(/\/sign\/document/);
  await inEveryLook(signer, 'consent', '/sign/document');
  await inEveryLook(signer, 'decline', '/sign/document?instead=decline', { long: true });
  await signer.goto('/sign/document');
  await signer.getByRole('button', { name: /^(I agree|Acepto)$/ }).click();
  await expect(signer.getByRole('img', { name: /1/ }).first()).toBeVisible();
  await inEveryLook(signer, 'reading', '/sign/document', { long: true });
  const sheet = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: /1 (of|de) 1$/ }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  };
  await inEveryLook(signer, 'draw', '/sign/document', { long: true, then: sheet });
  const typed = async (page: Page): Promise<void> => {
    await sheet(page);
    await page.getByRole('tab').last().click();
    await page.getByRole('tabpanel').getByRole('textbox').fill('Rodrigo Araya Fonseca');
  };
  await inEveryLook(signer, 'type', '/sign/document', { long: true, then: typed });
  await inEveryLook(signer, 'last-button', '/sign/document', {
    long: true,
    then: async (page) => {
      await typed(page);
      await page.getByRole('button', { name: /^(Use this signature|Usar esta firma)$/ }).click();
    },
  });
  await signer.getByRole('button', { name: /^(Sign and finish|Firmar y terminar)$/ }).click();
  await expect(signer.getByRole('link', { name: /^(Download your copy|Descargar su copia)$/ })).toBeVisible({ timeout: 30_000 });
  await inEveryLook(signer, 'done', '/sign/document');
});

/** Where everything is: cases with most in them first, and an envelope in each state. */
async function everything(page: Page): Promise<{ cases: string[]; documents: string[]; envelopes: Map<string, string> }> {
  await wear(page.context(), page, LOOKS[5]);
  const links = (selector: string) => page.locator(selector).evaluateAll((found) => [...new Set(found.map((a) => new URL((a as HTMLAnchorElement).href).pathname))]);
  await page.goto('/cases');
  const all = (await links('main a[href^="/cases/"]')).filter((path) => !path.endsWith('/new'));
  const documents: string[] = [];
  const envelopes = new Map<string, string>();
  const size = new Map<string, number>();
  for (const path of all) {
    await page.goto(path);
    const here = await links('#documents .rows a[href^="/documents/"]:not([href$="/sign"])');
    documents.push(...here);
    const rows = page.locator('#signatures li, #signatures .row');
    for (const row of await rows.all()) {
      const href = await row.locator('a[href^="/envelopes/"]').first().getAttribute('href');
      const words = await row.innerText();
      const state = /Completed|Declined|Voided|Expired/.exec(words)?.[0].toLowerCase() ?? 'sent';
      if (href && !envelopes.has(state)) envelopes.set(state, href);
    }
    size.set(path, here.length);
  }
  return { cases: all.sort((a, b) => (size.get(b) ?? 0) - (size.get(a) ?? 0)), documents, envelopes };
}
