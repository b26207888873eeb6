import type { Page } from '@playwright/test';

/** What lies in the browser's store of drafts, as whoever sits at that machine can read it. */
export type Raw = {
  /** How many drafts there are. */
  drafts: number;
  /** Every text and every byte in it, in each of the ways in which a word could be written. */
  readable: string;
  /** What came of exporting each key: `refused`, or how. */
  exports: string[];
};

/** Reads the store raw, in the page. */
export async function rawDrafts(page: Page): Promise<Raw> {
  return page.evaluate(async () => {
    const { keys, drafts } = await everything();
    const texts: string[] = [];
    const collect = (value: unknown): void => {
      if (value instanceof Uint8Array) {
        texts.push(new TextDecoder('latin1').decode(value), new TextDecoder().decode(value), new TextDecoder('utf-16le').decode(value));
      } else if (value instanceof CryptoKey) {
        texts.push(JSON.stringify(value.algorithm));
      } else if (value && typeof value === 'object') {
        for (const part of Object.values(value)) collect(part);
      } else {
        texts.push(String(value));
      }
    };
    collect([keys, drafts]);
    const exports: string[] = [];
    for (const { key } of keys) {
      for (const format of ['raw', 'jwk'] as const) {
        exports.push(
          await crypto.subtle.exportKey(format, key).then(
            () => `exported as ${format}`,
            () => 'refused',
          ),
        );
      }
    }
    return { drafts: drafts.length, readable: texts.join('\n'), exports };

    async function everything(): Promise<{ keys: { key: CryptoKey }[]; drafts: object[] }> {
      const request = indexedDB.open('matterlock-drafts');
      // Whoever looks must not make what is not there: the page would find its store without its tables.
      let missing = false;
      request.onupgradeneeded = () => {
        missing = true;
        request.transaction?.abort();
      };
      const database = await done(request).catch((error: unknown) => {
        if (missing) return undefined;
        throw error;
      });
      if (!database) return { keys: [], drafts: [] };
      const rows = (table: string) => done(database.transaction(table).objectStore(table).getAll());
      const all = { keys: await rows('keys'), drafts: await rows('drafts') };
      database.close();
      return all;
    }
    function done<T>(request: IDBRequest<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }
  });
}

/**
 * Tries to open every draft with the half of the key that the server gives to whoever is signed in, and with each half that lies in this
 * browser: all that somebody at this machine has. What opened, in clear.
 */
export async function openWithMyHalf(page: Page, of: { user: string; place: string }): Promise<string[]> {
  return page.evaluate(async ({ user, place }) => {
    const { half } = (await (await fetch('/api/drafts/key', { method: 'POST' })).json()) as { half: string };
    const database = await done(indexedDB.open('matterlock-drafts'));
    const rows = (table: string) => done(database.transaction(table).objectStore(table).getAll());
    const keys = (await rows('keys')) as { key: CryptoKey }[];
    const drafts = (await rows('drafts')) as { id: string; at: number; nonce: BufferSource; sealed: BufferSource }[];
    database.close();
    const opened: string[] = [];
    for (const { key: local } of keys) {
      const bits = await crypto.subtle.sign('HMAC', local, joined('key', half));
      const key = await crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['decrypt']);
      for (const { id, at, nonce, sealed } of drafts) {
        const additionalData = joined('matterlock-draft/1', user, place, id, String(at));
        await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData }, key, sealed).then(
          (clear) => opened.push(new TextDecoder().decode(clear)),
          () => {},
        );
      }
    }
    return opened;

    function joined(...parts: string[]): Uint8Array<ArrayBuffer> {
      const bytes = parts.flatMap((part) => {
        const text = new TextEncoder().encode(part);
        const length = new Uint8Array(8);
        new DataView(length.buffer).setBigUint64(0, BigInt(text.length));
        return [...length, ...text];
      });
      return new Uint8Array(bytes);
    }
    function done<T>(request: IDBRequest<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }
  }, of);
}
