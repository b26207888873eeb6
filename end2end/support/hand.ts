import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Locator, Page } from '@playwright/test';
import { expect } from './journey';

/** A place in the window, in CSS pixels. */
export type Spot = { x: number; y: number };

/** What draws: it goes down, along, and up again. */
export type Pen = {
  down(at: Spot): Promise<void>;
  move(to: Spot): Promise<void>;
  up(): Promise<void>;
};

/** Events between two places: quick hands leave few, and a curve needs some. */
const STEPS = 8;

/** Milliseconds that a hand takes to its next place. Chromium takes a tap within the first hundred for the stopping of a fling. */
const REACH = 300;

/** Whether this browser is touched: a phone, not a desk. */
async function touched(page: Page): Promise<boolean> {
  return page.evaluate(() => navigator.maxTouchPoints > 0);
}

/** Presses a button or a link as people do it here: with a finger on a phone, with a mouse on a desk. */
export async function press(target: Locator): Promise<void> {
  if (await touched(target.page())) await target.tap();
  else await target.click();
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page: Page, element: Locator): Promise<void> {
  await expect(element).toBeVisible();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await element.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached by Tab: ${element}`);
}

/** What people draw with here. */
export async function pen(page: Page): Promise<Pen> {
  if (await touched(page)) {
    const glass = await Glass.of(page);
    return { down: (at) => glass.down(0, at), move: (to) => glass.move(0, to), up: () => glass.lift() };
  }
  return {
    down: async (at) => {
      await page.mouse.move(at.x, at.y);
      await page.mouse.down();
    },
    move: (to) => page.mouse.move(to.x, to.y, { steps: STEPS }),
    up: () => page.mouse.up(),
  };
}

/**
 * A phone's glass. Fingers go in below the page, so that the browser itself decides whether they scroll, pinch or draw:
 * the page gets the events that come of it, `pointercancel` among them.
 */
export class Glass {
  private readonly fingers = new Map<number, Spot>();

  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page): Promise<Glass> {
    return new Glass(await page.context().newCDPSession(page));
  }

  /** Puts a finger down, told from the others by its number. */
  async down(finger: number, at: Spot): Promise<void> {
    this.fingers.set(finger, at);
    await this.tell('touchStart');
  }

  /** Moves a finger that is down; the others rest where they are. */
  async move(finger: number, to: Spot): Promise<void> {
    const from = this.fingers.get(finger) ?? to;
    for (let step = 1; step <= STEPS; step += 1) {
      const part = step / STEPS;
      this.fingers.set(finger, { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
      await this.tell('touchMove');
    }
  }

  /** Lifts the hand: the protocol knows no lifting of a single finger. */
  async lift(): Promise<void> {
    this.fingers.clear();
    await this.tell('touchEnd');
    await sleep(REACH);
  }

  /** As when a call comes in: the phone takes the touch away from the page. */
  async cancel(): Promise<void> {
    this.fingers.clear();
    await this.tell('touchCancel');
  }

  private async tell(type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel'): Promise<void> {
    const touchPoints = [...this.fingers].map(([id, { x, y }]) => ({ id, x, y }));
    await this.session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}
