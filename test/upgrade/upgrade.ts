import { request } from 'undici';
import { connect, signIn, type Person } from '../support/grants.ts';
import { startLoad, type Ask } from '../support/load.ts';
import { MOST_PEOPLE, setStage, type Release, type Stage } from './stage.ts';

/**
 * `npm run upgrade -- <ref>`: an older release serves people on PostgreSQL; this one starts beside it and migrates; both
 * serve behind a proxy; the older one stops. All the while people sign in, connect accounts and fetch tokens, many of which
 * have to be refreshed. Exit status 1 when any of it fails, or a grant is not whole in the end.
 */

const USAGE = 'npm run upgrade -- <tag or commit of the older release>';
/** In each phase, at least. */
const READS = 400;
const LINKS = 10;
/** Milliseconds between two moments at which every access token's time is over. */
const EXPIRE_EVERY = 300;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What callers do: read somebody's token, or become somebody new. */
function callersOf(stage: Stage): { people: Person[]; read: Ask; join: Ask } {
  const people: Person[] = [];
  let joined = 0;
  return {
    people,
    async read(dispatcher, turn) {
      const person = people[turn % people.length];
      if (person === undefined) throw new Error('nobody is there yet');
      const headers = { authorization: `Bearer ${person.bearer}` };
      const { statusCode, body } = await request(`${stage.base}/api/v1/idp/token`, { dispatcher, headers });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`a read of ${person.name}: ${statusCode} ${text}`);
    },
    async join() {
      joined += 1;
      if (joined > MOST_PEOPLE) throw new Error('more people than there are');
      const person = await signIn(stage, `person-${joined - 1}`);
      await connect(stage, person, 'idp');
      people.push(person);
    },
  };
}

/** Everybody's access token is over: whoever is asked for next is refreshed first. */
async function expire(stage: Stage): Promise<void> {
  await stage.query('UPDATE grant_tokens SET issued_at = issued_at - 3600000, expires_at = issued_at - 1000');
}

async function rehearse(stage: Stage): Promise<string[]> {
  const wrong: string[] = [];
  const { people, read, join } = callersOf(stage);

  /** @param meanwhile what happens under load */
  const phase = async (name: string, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> => {
    const [reading, joining] = [startLoad(4, read), startLoad(2, join)];
    const expiring = setInterval(
      () => void expire(stage).catch((error: unknown) => wrong.push(String(error))),
      EXPIRE_EVERY,
    );
    const before = await refreshes(stage);
    await meanwhile();
    await Promise.all([reading.answered(READS), joining.answered(LINKS)]);
    clearInterval(expiring);
    const [reads, links] = [await reading.stop(), await joining.stop()];
    const refreshed = (await refreshes(stage)) - before;
    const failed = [...reads.failed, ...links.failed];
    wrong.push(...failed.map((what) => `${name}: ${what}`));
    say(`${name}: ${reads.given} reads, ${refreshed} refreshes, ${links.given} links, ${failed.length} failed`);
  };

  const older = await stage.begin('older');
  stage.aim('older');
  for (let i = 0; i < 10; i += 1) await join(undefined as never, i);
  await phase('the older release alone');
  await phase('the newer one starts and migrates', async () => stage.begin('newer'));
  const both: Release[] = ['older', 'newer'];
  stage.aim(...both);
  await phase('both, in turn');
  await phase('the older one stops', async () => {
    stage.aim('newer');
    older.child.kill('SIGTERM');
    const status = await older.ended;
    if (status !== 0) wrong.push(`the older one ended with ${status}: ${older.stderr}`);
  });
  await phase('the newer one alone');

  await expire(stage);
  for (const person of people) {
    const { status } = await person.token('idp');
    if (status !== 200) wrong.push(`${person.name} has no token in the end: ${status}`);
  }
  const [{ whole } = { whole: 0 }] = await stage.query(
    `SELECT count(*)::int AS whole FROM grants WHERE status = 'active' AND failures = 0 AND unknown_since IS NULL`,
  );
  if (whole !== people.length) wrong.push(`${String(whole)} of ${people.length} grants are whole`);
  say(`${people.length} people, ${String(whole)} grants are whole`);
  return wrong;
}

async function refreshes(stage: Stage): Promise<number> {
  const [row] = await stage.query('SELECT COALESCE(sum(refreshes), 0)::int AS refreshes FROM grants');
  return Number(row?.['refreshes']);
}

const [ref] = process.argv.slice(2);
if (ref === undefined) {
  say(USAGE);
  process.exit(2);
}
const stage = await setStage(ref);
let wrong: string[];
try {
  wrong = await rehearse(stage);
} finally {
  await stage.close();
}
for (const line of wrong.slice(0, 20)) say(line);
say(wrong.length === 0 ? 'nothing failed' : `FAILED: ${wrong.length} of what was asked`);
process.exit(wrong.length === 0 ? 0 : 1);
