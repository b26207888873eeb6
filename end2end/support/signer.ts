import type { Page } from '@playwright/test';
import { expect } from './journey';

/** Opens the link and begins the visit: the human step. */
export async function openLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Abrir el documento' }).click();
  await expect(page).toHaveURL(/\/sign\/document$/);
}

/** Agrees to sign electronically, and sees the document. */
export async function consent(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Acepto' }).click();
  await expect(page.getByRole('img', { name: /^Página 1 de/ })).toBeVisible();
}

/** Goes to the field and opens the sheet to make a signature in. */
export async function openSheet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Siguiente campo · 1 de 1' }).click();
  await expect(page.getByRole('dialog', { name: 'Su firma' })).toBeVisible();
}

/** Draws two strokes with a finger or a mouse. */
export async function draw(page: Page): Promise<void> {
  const pad = page.locator('.sign-pad');
  const box = await pad.boundingBox();
  if (!box) throw new Error('the pad is not shown');
  const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
  for (const [from, ...to] of [
    [at(0.15, 0.6), at(0.25, 0.3), at(0.35, 0.7), at(0.5, 0.35)],
    [at(0.55, 0.6), at(0.65, 0.4), at(0.8, 0.65)],
  ]) {
    if (!from) continue;
    await page.mouse.move(...from);
    await page.mouse.down();
    for (const point of to) await page.mouse.move(...point, { steps: 8 });
    await page.mouse.up();
  }
}

/** Puts what was made into the field. */
export async function use(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Usar esta firma' }).click();
  await expect(page.getByRole('button', { name: 'Firmar y terminar' })).toBeVisible();
}

/** Types the signature. */
export async function type(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name: 'Escribir' }).click();
  await page.getByRole('textbox', { name: 'Su nombre completo' }).fill(name);
}

/** The last button. */
export async function finish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Firmar y terminar' }).click();
  await expect(page.getByRole('heading', { name: 'Usted ha firmado' })).toBeVisible();
}
