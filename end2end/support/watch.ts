import AxeBuilder from '@axe-core/playwright';
import { expect, type BrowserContext, type Page } from '@playwright/test';

/** What browsers complained about. */
export class Complaints {
  private all: string[] = [];
  private expected: RegExp[] = [];

  /** Listens on every page of a context, from its first request on. */
  async watch(context: BrowserContext, scripted: boolean): Promise<void> {
    context.on('console', (message) => {
      // Without script nothing uses what was loaded ahead for it.
      const ahead = !scripted && message.text().includes('was preloaded using link preload but not used');
      if ((message.type() === 'error' || message.type() === 'warning') && !ahead) {
        this.all.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (error) => this.all.push(`exception: ${error.error().message}`));
    context.on('response', (response) => {
      if (response.status() >= 400) {
        this.all.push(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`);
      }
    });
    if (!scripted) return;
    await context.exposeBinding('reportPolicyViolation', (_, report: string) => this.all.push(`CSP: ${report}`));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const report = `${event.effectiveDirective} refused ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`;
        (window as unknown as { reportPolicyViolation(report: string): void }).reportPolicyViolation(report);
      });
    });
  }

  /** A refusal that this journey provokes. Nothing else is forgiven. */
  expect(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  /** All that nobody expected, for one journey; the next one starts afresh. */
  take(): string[] {
    const unexpected = this.all.filter((complaint) => !this.expected.some((pattern) => pattern.test(complaint)));
    this.all = [];
    this.expected = [];
    return unexpected;
  }
}

/** No violation of WCAG 2.2 AA that axe knows. */
export async function accessible(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map((violation) => {
    const where = violation.nodes.map((node) => `    ${node.target.join(' ')}: ${node.failureSummary?.replace(/\s+/g, ' ')}`);
    return `${violation.id}: ${violation.help}\n${where.join('\n')}`;
  });
  expect(found, page.url()).toEqual([]);
}

/** Nothing is wider than the window. */
export async function fitsTheWidth(page: Page): Promise<void> {
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(needed, `${page.url()} is ${needed} px wide in a window of ${there} px`).toBeLessThanOrEqual(there);
}
