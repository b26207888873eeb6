import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { hkdfSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type ParsedMail, simpleParser } from 'mailparser';
import { linkTo } from './mail';

const ROOT = resolve(__dirname, '../..');
const PROGRAM = process.env.MATTERLOCK_SERVER_BIN ?? join(ROOT, 'target/debug/server');
const SITE = process.env.MATTERLOCK_SITE_ROOT ?? join(ROOT, 'target/site');

/** A server of its own, with its own data folder, its own private PostgreSQL and a port that nobody else has. */
export class Server {
  private process: ChildProcess | undefined;
  /** All that the server printed, for finding links and for failures. */
  said = '';
  private hoursAhead = 0;

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

  private get masterKeyFile(): string {
    return join(this.folder, 'master.key');
  }

  /** The environment that every command of this installation needs. */
  private get environment(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _, ...rest } = process.env;
    return {
      ...rest,
      MATTERLOCK_LISTEN: `127.0.0.1:${this.port}`,
      MATTERLOCK_DATA: this.data,
      MATTERLOCK_MASTER_KEY_FILE: this.masterKeyFile,
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

  /** The link to a page in the latest mail to an address. */
  async mailedLink(to: string, page: string): Promise<string> {
    return this.inMail(to, `leads to ${page}`, (mail) => linkTo(page, mail));
  }

  /** Waits for the mail to an address with this subject. */
  async mailed(to: string, subject: string): Promise<void> {
    await this.inMail(to, `says «${subject}»`, (mail) => (mail.subject === subject ? mail : undefined));
  }

  /** What is found in the latest mail to an address that has it: mails lie in the outbox, a file each. */
  private async inMail<Found>(to: string, what: string, find: (mail: ParsedMail) => Found | undefined): Promise<Found> {
    const outbox = join(this.data, 'outbox');
    for (let tries = 0; tries < 150; tries += 1) {
      const files = readdirSync(outbox).map((name) => join(outbox, name));
      files.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
      for (const file of files) {
        const mail = await simpleParser(readFileSync(file));
        const found = find(mail);
        if (found && [mail.to].flat().some((known) => known?.text.includes(to))) return found;
      }
      await sleep(100);
    }
    throw new Error(`no mail to ${to} ${what}`);
  }

  /**
   * Lets hours pass for all that the database judges: sessions, links, waits. Its one clock is `app.now()`, and whoever owns the database
   * may set it; it is set forward only, for as long as the installation lasts. The program's own clock stays: it counts the steps of
   * authenticator apps, and how long a cookie is good from the moment in which it is written. The server would take it for a change by hand,
   * which it serves nothing over: so the owner says, by removing the record, that what is there now is meant.
   */
  async pass(hours: number): Promise<void> {
    this.hoursAhead += hours;
    await this.asOwner(
      `create or replace function app.now() returns timestamptz language sql stable
         as $$ select pg_catalog.now() + interval '${this.hoursAhead} hours' $$;
       delete from matterlock.catalogue`,
    );
  }

  /** Notes a promise check as broken, as its own run would have; the next run sees the truth. The run at the start comes first. */
  async breakCheck(check: string): Promise<void> {
    await this.asOwner(
      `do $$ begin
         for half_second in 1..240 loop
           exit when exists (select from matterlock.check_results where check_id = '${check}');
           perform pg_sleep(0.5);
         end loop;
       end $$`,
    );
    await this.asOwner(`update matterlock.check_results set outcome = 'broken', detail = 'noted by a journey' where check_id = '${check}'`);
  }

  /** Runs a statement as the owner of the private PostgreSQL, whose password derives from the master key (crates/vault/src/master_key.rs). */
  private async asOwner(statement: string): Promise<void> {
    const master = Buffer.from(readFileSync(this.masterKeyFile, 'utf8').trim(), 'hex');
    const password = Buffer.from(hkdfSync('sha256', master, '', 'matterlock/1 database owner', 32)).toString('hex');
    const socket = realpathSync(join(this.data, 'postgres/socket'));
    const how = ['--no-psqlrc', '--quiet', '--no-password', '--set=ON_ERROR_STOP=1', `--host=${socket}`, '--username=matterlock_cluster', '--dbname=matterlock'];
    await promisify(execFile)('psql', [...how, '--command', statement], { env: { ...process.env, PGPASSWORD: password } });
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
