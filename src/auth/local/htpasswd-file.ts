import { readFile, stat } from 'node:fs/promises';
import { bcryptCost } from '../../crypto/passwords.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';

const LOOK_EVERY = 1_000;
/** What `htpasswd -B` takes unless it is told another. */
const USUAL_COST = 5;

/** Accounts of `HTPASSWD_FILE`: bcrypt lines only. Read anew within a second of a change; while it cannot be read there are none. */
export class HtpasswdFile {
  private readonly path: string;
  private readonly clock: Clock;
  private readonly log: Log;
  private content: Content = NOTHING;
  private version = '';
  private lookedAt = -Infinity;
  private looking: Promise<void> | undefined;

  constructor(path: string, clock: Clock, log: Log) {
    this.path = path;
    this.clock = clock;
    this.log = log;
  }

  /** @returns the hash of this name's password, if it has one, and the cost that most names' hashes have */
  async find(name: string): Promise<{ passwordHash: string | undefined; usualCost: number }> {
    if (this.clock.monotonic() - this.lookedAt >= LOOK_EVERY) {
      await (this.looking ??= this.look().finally(() => (this.looking = undefined)));
    }
    return { passwordHash: this.content.hashes.get(name), usualCost: this.content.usualCost };
  }

  private async look(): Promise<void> {
    this.lookedAt = this.clock.monotonic();
    try {
      const { mtimeMs, size, ino } = await stat(this.path);
      const version = [mtimeMs, size, ino].join();
      if (version === this.version) return;
      this.content = parse(await readFile(this.path, 'utf8'));
      this.version = version;
      const { badLines: lines } = this.content;
      if (lines.length > 0) {
        this.log.warn(
          { path: this.path, lines },
          'HTPASSWD_FILE: lines that are no name with a bcrypt hash, or repeat one',
        );
      }
    } catch (error) {
      if (this.version !== UNREADABLE) {
        this.log.error({ err: error, path: this.path }, 'HTPASSWD_FILE cannot be read: its accounts cannot sign in');
      }
      this.content = NOTHING;
      this.version = UNREADABLE;
    }
  }
}

interface Content {
  hashes: ReadonlyMap<string, string>;
  usualCost: number;
  /** Their numbers, from 1; never what stands there. */
  badLines: readonly number[];
}

const NOTHING: Content = { hashes: new Map(), usualCost: USUAL_COST, badLines: [] };
const UNREADABLE = 'unreadable';

/** `name:hash`, one a line; whatever follows a further colon, empty lines and comments do not count. */
function parse(text: string): Content {
  const hashes = new Map<string, string>();
  const costs = new Map<number, number>();
  const badLines: number[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [name = '', hash = ''] = line.split(':').map((part) => part.trim().normalize('NFC'));
    const cost = bcryptCost(hash);
    if (name === '' || cost === undefined || hashes.has(name)) {
      badLines.push(index + 1);
      continue;
    }
    hashes.set(name, hash);
    costs.set(cost, (costs.get(cost) ?? 0) + 1);
  }
  const [usual] = [...costs].sort(([, a], [, b]) => b - a);
  return { hashes, usualCost: usual?.[0] ?? USUAL_COST, badLines };
}
