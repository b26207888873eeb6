import type { Page } from '@playwright/test';

/** A device's own authenticator, as Chromium plays one: it holds passkeys and asks its owner, who always agrees. */
export class Device {
  private constructor(
    private readonly cdp: Awaited<ReturnType<ReturnType<Page['context']>['newCDPSession']>>,
    private readonly id: string,
  ) {}

  static async of(page: Page): Promise<Device> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Device(cdp, authenticatorId);
  }

  /** Whether the owner shows the right finger from now on. */
  async recognises(owner: boolean): Promise<void> {
    await this.cdp.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified: owner });
  }

  async passkeys(): Promise<number> {
    return (await this.cdp.send('WebAuthn.getCredentials', { authenticatorId: this.id })).credentials.length;
  }
}
