import { access, readFile } from 'node:fs/promises';
import { AuditStore } from '../audit/audit.store.ts';
import { Fernet } from '../crypto/fernet.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { openForeign } from '../database/foreign-database.ts';
import { firstEditionKeys } from '../grants/first-edition/first-edition-keys.ts';
import { FirstEditionSource } from '../grants/first-edition/first-edition-source.ts';
import { FirstEditionStore } from '../grants/first-edition/first-edition.store.ts';
import { importFirstEdition } from '../grants/first-edition/import-first-edition.ts';
import { SET_ASIDE, type FirstEditionReport } from '../grants/first-edition/outcome.ts';
import { loginIssuerOf } from '../grants/login-issuer.ts';
import { GrantVault } from '../grants/vault.ts';
import { openKeys } from '../kms/open-keys.ts';
import { errorCode } from '../problem/errors.ts';
import { createLoginClient } from '../providers/oauth-clients.ts';
import { Outbound } from '../providers/outbound.ts';
import type { Settings } from '../settings/settings.ts';
import { databaseUrl, sqlitePath } from '../settings/types/database-url.ts';
import { UserStore } from '../users/user.store.ts';
import { firstEditionText } from './first-edition-text.ts';
import { MovingLine } from './moving-line.ts';
import { withSealing } from './sealing.ts';
import { withTables, type Tables } from './tables.ts';
import { UsageError } from './usage-error.ts';

export interface FirstEditionFlags {
  from?: string;
  keys?: string;
  keysFile?: string;
  /** Each `old=new`. */
  map?: string[];
  apply?: true;
  dryRun?: true;
  json?: true;
}

/** Not the store's own: there a name that is no setting is an error. */
const FROM_VARIABLE = 'FIRST_EDITION_DATABASE_URL';
const KEYS_VARIABLE = 'FIRST_EDITION_CRYPTOKEY';

/**
 * `tokenstore import-first-edition`: takes over the refresh tokens of the first edition's database, spending none. Writes
 * with `--apply` only. Exit status 1 where rows were set aside. @throws UsageError, StartupError, DatabaseUnavailable
 */
export async function importFromFirstEdition(flags: FirstEditionFlags): Promise<void> {
  const url = await sourceUrl(flags);
  if (flags.apply === true && flags.dryRun === true) throw new UsageError('Either --apply or --dry-run.');
  await withTables(async (tables) => {
    const keys = await keysOf(flags, tables.settings);
    const renamed = renamedBy(flags.map ?? [], tables.settings);
    const foreign = await openForeign(url);
    try {
      const source = await FirstEditionSource.of(foreign);
      const report = await run(tables, source, { keys, renamed, apply: flags.apply === true });
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : firstEditionText(report),
      );
      if (SET_ASIDE.some((outcome) => report.counts[outcome] > 0)) process.exitCode = 1;
    } finally {
      await foreign.close();
    }
  });
}

interface Wish {
  keys: readonly Uint8Array[];
  renamed: ReadonlyMap<string, string>;
  apply: boolean;
}

async function run(tables: Tables, source: FirstEditionSource, wish: Wish): Promise<FirstEditionReport> {
  if (wish.apply) return withSealing(tables, (ring) => runWith(ring, tables, source, wish));
  // Nothing is sealed, so that nobody needs the keys.
  return runWith(new KeyRing([]), tables, source, wish);
}

async function runWith(
  ring: KeyRing,
  { database, clock, settings }: Tables,
  source: FirstEditionSource,
  { keys, renamed, apply }: Wish,
): Promise<FirstEditionReport> {
  const issuer = await loginIssuer(settings, clock);
  const store = new FirstEditionStore(database, new UserStore(database), new GrantVault(ring), issuer);
  const providers = new Map(settings.providers.map((one) => [one.id, one]));
  const judge = { fernet: new Fernet(keys), renamed, providers, now: clock.now() };
  const line = new MovingLine();
  const onProgress = (done: number, all: number): void => line.show(`${done} of ${all} rows`);
  try {
    return await importFirstEdition({ source, store, judge, audit: new AuditStore(database) }, { apply, onProgress });
  } finally {
    line.clear();
  }
}

/** As people who sign in are known: by what the issuer calls itself. @throws Problem `provider_unavailable` */
async function loginIssuer(settings: Settings, clock: Tables['clock']): Promise<string> {
  const { CA_CERTS } = settings;
  const outbound = new Outbound(CA_CERTS === undefined ? [] : [await readFile(CA_CERTS, 'utf8')]);
  try {
    return await loginIssuerOf(createLoginClient(settings, outbound, clock), settings.jupyterhub)();
  } finally {
    await outbound.close();
  }
}

async function sourceUrl({ from = process.env[FROM_VARIABLE] }: FirstEditionFlags): Promise<string> {
  if (from === undefined) throw new UsageError(`Say which database: --from <url>, or ${FROM_VARIABLE}.`);
  const read = databaseUrl.safeParse(from);
  // Without what was typed: there may be a password in it.
  if (!read.success) throw new UsageError(`--from ${read.error.issues[0]?.message ?? 'is no URL'}`);
  const path = sqlitePath(read.data);
  if (path !== undefined) await mustExist(path);
  return read.data;
}

async function mustExist(path: string): Promise<void> {
  try {
    await access(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${errorCode(error) ?? 'error'}).`);
  }
}

/** Said here, else the store's own: an operator who upgrades has kept CRYPTOKEY. */
async function keysOf({ keys, keysFile }: FirstEditionFlags, settings: Settings): Promise<readonly Uint8Array[]> {
  if (keys !== undefined && keysFile !== undefined) throw new UsageError('Either --keys or --keys-file.');
  const text = keys ?? (keysFile === undefined ? process.env[KEYS_VARIABLE] : await contentOf(keysFile));
  const own = text === undefined ? await ownKeys(settings) : firstEditionKeys(text);
  if (own !== undefined) return own;
  throw new UsageError(
    text === undefined
      ? `Say the first edition's CRYPTOKEY: --keys-file <file>, ${KEYS_VARIABLE} or --keys.`
      : "The first edition's keys are 32 characters, base64 or 64 hex digits each, with commas or semicolons between.",
  );
}

async function ownKeys(settings: Settings): Promise<readonly Uint8Array[] | undefined> {
  return settings.CRYPTOKEY && openKeys(settings.CRYPTOKEY, settings);
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${errorCode(error) ?? 'error'}).`);
  }
}

function renamedBy(pairs: readonly string[], { providers }: Settings): ReadonlyMap<string, string> {
  const known = providers.map(({ id }) => id);
  return new Map(
    pairs.map((pair): [string, string] => {
      const [, old = '', now = ''] = /^(.+)=(.+)$/.exec(pair) ?? [];
      if (old === '') throw new UsageError(`--map ${pair} is not old=new.`);
      if (known.includes(now)) return [old, now];
      throw new UsageError(`--map ${pair}: there is no provider ${now}; there are ${known.join(', ') || 'none'}.`);
    }),
  );
}
