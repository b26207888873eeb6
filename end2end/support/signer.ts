import type { Locator, Page } from '@playwright/test';
import { type Spot, pen, press } from './hand';
import { expect } from './journey';

/** Opens the link and begins the visit: the human step. */
export async function openLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await press(page.getByRole('button', { name: 'Abrir el documento' }));
  await expect(page).toHaveURL(/\/sign\/document#?$/);
}

/** Agrees to sign electronically, and sees the document. */
export async function consent(page: Page): Promise<void> {
  await press(page.getByRole('button', { name: 'Acepto' }));
  await expect(page.getByRole('img', { name: /^Página 1 de/ })).toBeVisible();
}

/** Goes to the field and opens the sheet to make a signature in. */
export async function openSheet(page: Page): Promise<void> {
  await press(page.getByRole('button', { name: 'Siguiente campo · 1 de 1' }));
  await expect(page.getByRole('dialog', { name: 'Su firma' })).toBeVisible();
}

/** The strokes of a signature, as parts of the pad: up and down, where a finger that does not draw scrolls. */
const STROKES: readonly (readonly [number, number])[][] = [
  [[0.15, 0.6], [0.25, 0.3], [0.35, 0.7], [0.5, 0.35]],
  [[0.55, 0.6], [0.65, 0.4], [0.8, 0.65]],
];

/** Draws two strokes on an empty pad, with a finger on a phone and with a mouse on a desk. They arrive whole, and nothing moves under them. */
export async function draw(page: Page): Promise<void> {
  const before = await scrolled(page);
  const hand = await pen(page);
  for (const [first, ...others] of STROKES) {
    if (!first) continue;
    await hand.down(await spot(page, ...first));
    for (const point of others) await hand.move(await spot(page, ...point));
    await hand.up();
  }
  await expectEnds(page, STROKES.map((stroke) => stroke.at(-1) ?? [0, 0]));
  expect(await scrolled(page), 'drawing scrolls nothing').toEqual(before);
}

/** A place in the window, from parts of the pad. */
export async function spot(page: Page, x: number, y: number): Promise<Spot> {
  const box = await page.locator('.sign-pad').boundingBox();
  if (!box) throw new Error('the pad is not shown');
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

/** There is a stroke for each of these places, as parts of the pad, and it reaches until there. */
export async function expectEnds(page: Page, wanted: readonly (readonly [number, number])[]): Promise<void> {
  const ink = page.locator('.sign-pad .sign-ink');
  await expect(ink).toHaveAttribute('d', new RegExp(`^(M[^M]+){${wanted.length}}$`));
  const strokes = ((await ink.getAttribute('d')) ?? '').split('M').slice(1);
  for (const [index, [x, y]] of wanted.entries()) {
    const [endX = 0, endY = 0] = (strokes[index]?.split('L').at(-1) ?? '').split(' ').map(Number);
    expect(endX / 2000, 'the stroke goes as far as the hand').toBeCloseTo(x, 1);
    expect(endY / 1000, 'the stroke goes as far as the hand').toBeCloseTo(y, 1);
  }
}

/** How far everything is scrolled, and how far the page is pinched larger. */
export async function scrolled(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const sheet = document.querySelector('.sign-sheet')?.scrollTop;
    return [window.scrollX, window.scrollY, sheet, window.visualViewport?.scale, window.visualViewport?.pageTop];
  });
}

/** Puts what was made into the field. */
export async function use(page: Page): Promise<void> {
  await press(page.getByRole('button', { name: 'Usar esta firma' }));
  await expect(page.getByRole('button', { name: 'Firmar y terminar' })).toBeVisible();
}

/** Types the signature. */
export async function type(page: Page, name: string): Promise<void> {
  await press(page.getByRole('tab', { name: 'Escribir' }));
  await page.getByRole('textbox', { name: 'Su nombre completo' }).fill(name);
}

/** The last button. */
export async function finish(page: Page): Promise<void> {
  await press(page.getByRole('button', { name: 'Firmar y terminar' }));
  await expect(page.getByRole('heading', { name: 'Usted ha firmado' })).toBeVisible();
}
