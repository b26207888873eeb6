import { defineConfig } from '@playwright/test';

/**
 * Two cores: one browser and one server at a time leave room for PostgreSQL and the PDF worker. With three workers it took a quarter less, but taps on
 * phones were lost now and then. Beginning with the longest files gained nothing.
 */
export default defineConfig({
  testDir: './journeys',
  outputDir: './test-results',
  workers: Number(process.env.MATTERLOCK_JOURNEY_WORKERS ?? 2),
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
