import { parseArgs } from 'node:util';

export interface Options {
  seconds: number;
  database: 'postgres' | 'sqlite';
  provider: 'strict' | 'reuse';
  seed: number;
  grants: number;
  replicas: number;
  /** Milliseconds; of the provider that has a reuse window, and of the store's REUSE_WINDOW. */
  reuseWindow: number;
  /** Leaves logs and databases where they are. */
  keep: boolean;
}

const USAGE = `npm run chaos -- [--seconds 40] [--database postgres|sqlite] [--provider strict|reuse] [--seed N]
                 [--grants 200] [--replicas 2] [--reuse-window 180] [--keep]`;

/** @throws Error with the usage */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seconds: { type: 'string', default: '40' },
      database: { type: 'string', default: 'postgres' },
      provider: { type: 'string', default: 'strict' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      grants: { type: 'string', default: '200' },
      replicas: { type: 'string', default: '2' },
      'reuse-window': { type: 'string', default: '180' },
      keep: { type: 'boolean', default: false },
    },
  });
  const { database, provider } = values;
  if (database !== 'postgres' && database !== 'sqlite') throw new Error(USAGE);
  if (provider !== 'strict' && provider !== 'reuse') throw new Error(USAGE);
  return {
    seconds: whole(values.seconds, 5, 3_600),
    database,
    provider,
    seed: whole(values.seed, 0, 4_294_967_295),
    grants: whole(values.grants, 1, 2_000),
    replicas: whole(values.replicas, 1, 4),
    reuseWindow: provider === 'reuse' ? whole(values['reuse-window'], 10, 3_600) * 1_000 : 0,
    keep: values.keep,
  };
}

function whole(text: string, least: number, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) throw new Error(USAGE);
  return number;
}
