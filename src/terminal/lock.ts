import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeOf } from './configuration.ts';
import { EXIT_CONFIGURATION, EXIT_UNAVAILABLE, Refusal } from './refusal.ts';

/** A holder on another machine, whose life cannot be asked about, is given up after this long. */
const LONGEST = 120_000;
const LOOK_AGAIN = 100;
const PATIENCE = 60_000;

/**
 * Does something while no other process does it. The lock is a file with the holder's process in it; one whose process is
 * gone is taken over.
 * @throws Refusal while another holds it
 */
export async function withLock<T>(
  path: string,
  wait: (milliseconds: number) => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  const self = `${process.pid} ${hostname()} ${crypto.randomUUID()}`;
  for (let waited = 0; !(await take(path, self)); waited += LOOK_AGAIN) {
    if (await isLeft(path)) await clear(path);
    else if (waited >= PATIENCE) throw new Refusal(EXIT_UNAVAILABLE, `Another command holds ${path}.`);
    else await wait(LOOK_AGAIN);
  }
  try {
    return await work();
  } finally {
    if ((await holderOf(path)) === self) await rm(path, { force: true });
  }
}

/** In two steps, so that a lock is never seen without its holder: a file of one's own, then a second name for it. */
async function take(path: string, self: string): Promise<boolean> {
  const own = `${path}.${self.replaceAll(' ', '.')}`;
  const file = await open(own, 'wx', 0o600).catch((error: unknown) => {
    throw new Refusal(EXIT_CONFIGURATION, `Cannot write ${path} (${codeOf(error)}).`);
  });
  try {
    await file.writeFile(self);
    await file.close();
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function holderOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function isLeft(path: string): Promise<boolean> {
  const [pid, host] = (await holderOf(path))?.split(' ') ?? [];
  if (host === hostname()) return !isAlive(Number(pid));
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > LONGEST;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Moved away first: of several who clear, one has it; and whoever moved away a lock that is alive puts it back. */
async function clear(path: string): Promise<void> {
  const aside = `${path}.${crypto.randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if (!(await isLeft(aside))) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
