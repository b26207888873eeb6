import { setTimeout as sleep } from 'node:timers/promises';
import { type Person, openCase, register, signIn, upload } from '../support/office';
import { expect, test } from '../support/journey';
import { smallPdf } from '../support/pdf';

// The shortest that a server takes: all but its first second is counted down.
test.use({ installation: 'activity', env: { MATTERLOCK_IDLE_SECONDS: '61' } });

let ana: Person;

test('going from page to page is activity', async ({ open, server }) => {
  test.setTimeout(180_000);
  const page = await open();
  ana = await register(page, server);
  await openCase(page, 'Quesada, boundaries');
  await upload(page, { name: 'survey.pdf', bytes: smallPdf('Survey') });
  await page.goto('/cases');

  // Nothing but links, and the page is never loaded again: the mark stays.
  await page.evaluate(() => document.documentElement.setAttribute('data-first', ''));
  const ways = [
    () => page.locator('main').getByRole('link', { name: 'Quesada, boundaries' }),
    () => page.locator('#documents').getByRole('link', { name: 'survey.pdf', exact: true }),
    () => page.getByRole('link', { name: 'Log', exact: true }),
    () => page.getByRole('link', { name: 'Cases', exact: true }),
  ];
  const left = page.locator('.countdown .figures');
  for (let clicks = 0; clicks < 8; clicks += 1) {
    await sleep(10_000);
    const before = page.url();
    await ways[clicks % ways.length]?.().first().click();
    await expect(page).not.toHaveURL(before);
    expect(new URL(page.url()).pathname).toMatch(/^\/(cases|documents|log)/);
    // The end is put off. The server keeps the time of the last activity to 15 seconds, and a tab asks it every 5.
    await expect
      .poll(async () => Number(/\d+/.exec((await left.allInnerTexts())[0] ?? '')?.[0] ?? '61'), { timeout: 7_000 })
      .toBeGreaterThan(40);
  }
  await expect(page.locator('html')).toHaveAttribute('data-first', '');
  await expect(page.getByRole('button', { name: /^My account/ })).toBeVisible();
});

test('typing is activity', async ({ open }) => {
  test.setTimeout(180_000);
  const page = await open();
  await signIn(page, ana);
  await page.goto('/cases/new');
  const summary = page.getByLabel('Summary');
  const left = page.locator('.countdown .figures');
  for (let words = 0; words < 7; words += 1) {
    await sleep(10_000);
    await summary.pressSequentially('word ');
    await expect
      .poll(async () => Number(/\d+/.exec((await left.allInnerTexts())[0] ?? '')?.[0] ?? '61'), { timeout: 7_000 })
      .toBeGreaterThan(40);
  }
  await expect(page).toHaveURL(/\/cases\/new$/);
});
