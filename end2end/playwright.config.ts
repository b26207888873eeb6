import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

/** The longest files. They are begun first, so that none of them is left over at the end with the other workers idle. */
const LONG = /\/(trusted-device|pages|session)\.spec\.ts$/;

/**
 * As many workers as there are processors. They wait half their time, for half minutes of codes and for sessions that end, and with half as many again
 * it took a quarter less; but then taps on phones were lost now and then, as the browser took them for something else.
 */
export default defineConfig({
  testDir: './journeys',
  outputDir: './test-results',
  workers: Number(process.env.MATTERLOCK_JOURNEY_WORKERS ?? availableParallelism()),
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'others', testIgnore: LONG },
  ],
  fullyParallel: false,
  // Never a second try, on no machine: what fails now and then fails people now and then, and a run that went green on its
  // second try would hide it. The cause is mended, in the product or in the journey.
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
