import { fileURLToPath } from 'node:url';
import { build, isStale } from './build.ts';
import * as print from './print.ts';
import { codeOf, Trouble } from './trouble.ts';

const HELP = `The main job of the token store, on your machine, with invented providers.

npm run demo              walk it, then stay up until Ctrl-C
npm run demo -- --once    walk it and end: status 0 only when each step truly happened
npm run demo -- --help    this text
`;

const FLAGS = ['--once', '--help', '-h'];
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** @returns the exit status */
async function demo(args: string[]): Promise<number> {
  const unknown = args.find((arg) => !FLAGS.includes(arg));
  if (unknown !== undefined) {
    print.failure(new Trouble(`there is no "${unknown}"; there are --once and --help.`));
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  try {
    print.title('tokenstore: sign in once, connect your accounts once, then only ask for fresh tokens');
    await play(args.includes('--once'));
    return 0;
  } catch (error) {
    print.failure(error);
    return 1;
  }
}

async function play(once: boolean): Promise<void> {
  const signal = endOnSignal();
  if (isStale(ROOT)) {
    print.line('Building the store first; that takes a few seconds.');
    print.line();
    await build(ROOT, signal);
  }
  const { run } = await import('./run.ts').catch((error: unknown) => {
    // Loaded only now: without its packages the demo could not even say that they are missing.
    if (codeOf(error) === 'ERR_MODULE_NOT_FOUND') throw new Trouble('a package is missing: run "npm ci" first.');
    throw error;
  });
  await run({ root: ROOT, once, signal });
}

/** Aborted by Ctrl-C and the like, or when nobody reads any more what is printed (`npm run demo | head`). */
function endOnSignal(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => controller.abort(new Trouble('stopped before the walk was over.'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.stdout.on('error', end);
  return controller.signal;
}

process.exit(await demo(process.argv.slice(2)));
