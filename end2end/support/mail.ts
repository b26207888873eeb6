import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** The link to a page of ours in a mail. */
export function linkTo(page: string, mail: ParsedMail): string | undefined {
  return new RegExp(`http\\S+/${page}#[\\w-]{43}`).exec(mail.text ?? '')?.[0];
}

/** A mail server of the journey's own: it takes everything and keeps it. */
export class MailServer {
  readonly mails: ParsedMail[] = [];
  private readonly server: SMTPServer;

  constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, _session, done) => {
        simpleParser(stream).then((mail) => {
          this.mails.push(mail);
          done();
        }, done);
      },
    });
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server.server, 'listening');
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The mail that arrives as number `count`. */
  async mail(count: number): Promise<ParsedMail> {
    for (let tries = 0; tries < 300; tries += 1) {
      const mail = this.mails[count - 1];
      if (mail) return mail;
      await sleep(100);
    }
    throw new Error(`only ${this.mails.length} mails arrived`);
  }

  /** The link to a page in the latest mail to an address. */
  async mailedLink(to: string, page: string): Promise<string> {
    for (let tries = 0; tries < 300; tries += 1) {
      const mail = this.mails.findLast((mail) => linkTo(page, mail) && [mail.to].flat().some((known) => known?.text.includes(to)));
      if (mail) return linkTo(page, mail) ?? '';
      await sleep(100);
    }
    throw new Error(`no mail to ${to} leads to ${page}`);
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.server.close(() => done()));
  }
}
