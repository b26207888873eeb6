import { test as base, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { Server } from './server';
import { Complaints } from './watch';

export { expect };

/** What every journey has. */
type Journey = {
  /** Fails the journey for whatever a browser complained about. */
  quiet: void;
  /** A new browser of somebody's own. */
  open(options?: BrowserContextOptions): Promise<Page>;
};

/** What the journeys of a file share. */
type Shared = {
  /** The file's name: a server serves one file only. */
  installation: string;
  /** Environment of the server. */
  env: Record<string, string>;
  /** Options of `server serve`. */
  options: string[];
  server: Server;
  complaints: Complaints;
  /** Opens a browser that lasts for the whole file. */
  openForAll(options?: BrowserContextOptions): Promise<Page>;
};

export const test = base.extend<Journey, Shared>({
  installation: ['', { scope: 'worker', option: true }],
  env: [{}, { scope: 'worker', option: true }],
  options: [[], { scope: 'worker', option: true }],
  server: [
    async ({ env, installation, options }, use) => {
      if (!installation) throw new Error('a file of journeys names its installation');
      const server = await Server.start(env, options);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  complaints: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await use(new Complaints());
    },
    { scope: 'worker' },
  ],
  openForAll: [
    async ({ browser, server, complaints }, use) => {
      const contexts: BrowserContext[] = [];
      await use((options = {}) => openIn(contexts, browser, server, complaints, options));
      for (const context of contexts) await context.close();
    },
    { scope: 'worker' },
  ],
  quiet: [
    async ({ complaints }, use) => {
      await use();
      expect(complaints.take(), 'console errors, CSP reports and refused requests').toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ browser, server, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use((options = {}) => openIn(contexts, browser, server, complaints, options));
    for (const context of contexts) await context.close();
  },
});

async function openIn(
  contexts: BrowserContext[],
  browser: Browser,
  server: Server,
  complaints: Complaints,
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    viewport: DESK,
    ...options,
  });
  contexts.push(context);
  await complaints.watch(context, options.javaScriptEnabled !== false);
  return context.newPage();
}

/** Holds a page's program back, until it is let come: what a slow line shows. */
export async function holdProgram(page: Page): Promise<() => void> {
  let come = () => {};
  const held = new Promise<void>((resolve) => (come = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    // The page may have been left meanwhile.
    await route.continue().catch(() => {});
  });
  return come;
}

/** A desktop window. */
export const DESK = { width: 1440, height: 900 };

/** An old, small phone in Spanish. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 320, height: 568 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
  locale: 'es-CR',
};
