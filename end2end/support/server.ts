import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { linkTo } from './mail';

const ROOT = resolve(__dirname, '../..');
const PROGRAM = process.env.MATTERLOCK_SERVER_BIN ?? join(ROOT, 'target/debug/server');
const SITE = process.env.MATTERLOCK_SITE_ROOT ?? join(ROOT, 'target/site');

/** A server of its own, with its own data folder, its own private PostgreSQL and a port that nobody else has. */
export class Server {
  private process: ChildProcess | undefined;
  /** All that the server printed, for finding links and for failures. */
  said = '';

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly env: Record<string, string>,
    private readonly options: string[],
  ) {}

  static async start(env: Record<string, string> = {}, options: string[] = []): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'matterlock-'));
    // As root the private PostgreSQL runs as somebody else, who must be able to pass.
    chmodSync(folder, 0o755);
    const server = new Server(await freePort(), folder, env, options);
    await server.run();
    return server;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  /** The environment that every command of this installation needs. */
  private get environment(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _, ...rest } = process.env;
    return {
      ...rest,
      MATTERLOCK_LISTEN: `127.0.0.1:${this.port}`,
      MATTERLOCK_DATA: this.data,
      MATTERLOCK_MASTER_KEY_FILE: join(this.folder, 'master.key'),
      MATTERLOCK_SITE_ROOT: SITE,
      // Everybody in a journey comes from one address.
      MATTERLOCK_SIGN_IN_RATE: '1000',
      ...this.env,
    };
  }

  /** Starts the program and waits until it says that it is ready. */
  async run(): Promise<void> {
    const before = this.said.length;
    const child = spawn(PROGRAM, ['serve', ...this.options], { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (this.said += part));
    const until = Date.now() + 90_000;
    while (!this.said.slice(before).includes('Matterlock is ready')) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`the server did not start:\n${this.said}`);
      await sleep(50);
    }
  }

  /** The one-time link with which the first firm registers. */
  get setUpLink(): string {
    const link = /http:\S+\/setup#\S+/.exec(this.said)?.[0];
    if (!link) throw new Error(`no set-up link was printed:\n${this.said}`);
    return link;
  }

  /** The link to a page in the latest mail to an address: mails lie in the outbox, a file each. */
  async mailedLink(to: string, page: string): Promise<string> {
    const outbox = join(this.data, 'outbox');
    for (let tries = 0; tries < 150; tries += 1) {
      const files = readdirSync(outbox).map((name) => join(outbox, name));
      files.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
      for (const file of files) {
        const mail = await simpleParser(readFileSync(file));
        const link = linkTo(page, mail);
        if (link && [mail.to].flat().some((known) => known?.text.includes(to))) return link;
      }
      await sleep(100);
    }
    throw new Error(`no mail to ${to} leads to ${page}`);
  }

  /** Runs a command of the server's own, such as `setup-link`, beside the running server. */
  async command(args: string[], input?: string): Promise<string> {
    const child = spawn(PROGRAM, args, { env: this.environment, stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
    child.stdin.end(input ?? '');
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`server ${args.join(' ')} failed:\n${said}`);
    return said;
  }

  /** The process id of the private PostgreSQL's postmaster. */
  get postmaster(): number {
    return Number(readFileSync(join(this.data, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** As a power cut would: the program at once, without a word. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Waits until the program has ended by itself. */
  async ended(): Promise<void> {
    const child = this.process;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.process = undefined;
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
