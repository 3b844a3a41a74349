import { once as event } from 'node:events';
import * as print from './print.ts';
import { Stage, type Scene } from './stage.ts';
import { Trouble } from './trouble.ts';
import { mainJob } from './walk.ts';

export interface RunOptions {
  /** Of the checkout. */
  root: string;
  /** End after the walk. */
  once: boolean;
  /** Aborted when somebody wants it to end. */
  signal: AbortSignal;
}

/**
 * Sets up, walks the main job, and stays up until told to end. Whatever happens, all is cleared away.
 * @throws Trouble, of a step or of the store; the signal's reason when that is aborted before the walk is over
 */
export async function run({ root, once, signal }: RunOptions): Promise<void> {
  const stage = new Stage();
  try {
    const scene = await stage.setUp(root, signal);
    const died = scene.store.died();
    const told = event(signal, 'abort');
    introduce(scene);
    await Promise.race([walk(scene, signal), died, told]);
    signal.throwIfAborted();
    if (once) return;
    invite(scene);
    await Promise.race([died, told]);
    print.line('Stopping, and clearing everything away.');
  } finally {
    await stage.clear();
  }
}

function introduce({ store, providers: { login, skylark, pebble }, bearerFile }: Scene): void {
  print.table([
    ['The token store', store.base, 'SQLite in a temporary directory'],
    [login.name, login.issuer, 'where people sign in'],
    [skylark.name, skylark.issuer, skylark.remark],
    [pebble.name, pebble.issuer, pebble.remark],
  ]);
  print.line('Below each step stands the curl that does the same. First give your shell an access token');
  print.line('(of this demo, good for nothing else). Where curl shows a Location, open it in your browser.');
  print.command(`AUTH="Authorization: Bearer $(cat ${bearerFile})"`);
  print.line();
}

async function walk(scene: Scene, signal: AbortSignal): Promise<void> {
  const steps = mainJob(scene);
  for (const [index, { says, curl, happens }] of steps.entries()) {
    signal.throwIfAborted();
    try {
      await happens();
    } catch (error) {
      // A step that was broken off has not failed.
      signal.throwIfAborted();
      if (!scene.store.runs) await scene.store.died();
      print.stepFailed(index + 1, says);
      throw Trouble.from(error, ['The end of the store’s log:', ...scene.store.logTail()]);
    }
    print.stepDone(index + 1, says, curl);
  }
  print.line();
  print.line(`All ${steps.length} steps happened.`);
}

function invite({ store }: Scene): void {
  print.line('The demo stays up until Ctrl-C; then nothing of it is left.');
  print.line();
  print.table([
    ['Open this', `${store.base}/`, 'as alice, or as bob, who has connected nothing yet; any password'],
    ['Look at the API', `${store.base}/api/docs`],
    ['Follow the log', store.logFile],
  ]);
}
