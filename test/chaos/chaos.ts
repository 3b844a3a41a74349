import { setTimeout as pause } from 'node:timers/promises';
import { settle, slowAnswer } from './calm.ts';
import { Callers } from './callers.ts';
import { Mischief, type Pace } from './mischief.ts';
import { readOptions, type Options } from './options.ts';
import { Random } from './random.ts';
import { report, show } from './report.ts';
import { createWorld, type World } from './world.ts';

/**
 * `npm run chaos`: hundreds of grants at a real identity provider, refreshed by replicas that are killed, frozen and cut
 * off meanwhile; then every grant is compared with what the provider believes. Exit status 1, and the seed, when anything
 * is lost or spent twice without a cause that a strict provider leaves no cure for.
 */

const PROGRESS = 15_000;
/** From here on there is time for a provider that takes 40 s. */
const LONG_RUN = 120;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function paceOf({ seconds }: Options): Pace {
  return {
    kill: 1_150,
    freeze: 12_000,
    outage: Math.min(15_000, seconds * 250),
    providerOutage: 25_000,
    stop: 20_000,
    relink: 700,
    revoke: 2_500,
  };
}

async function underFire(world: World, random: Random, mischief: Mischief, callers: Callers): Promise<number> {
  const { options, provider } = world;
  const begun = performance.now();
  const asking = callers.run(random.fork());
  provider.mischief = true;
  const making = mischief.run(random.fork(), paceOf(options));
  // Awaited below: what fails meanwhile is told then.
  making.catch(() => undefined);
  const progress = setInterval(() => {
    const { presentations } = provider.ledger;
    say(
      `${Math.round((performance.now() - begun) / 1000)} s: ${presentations.length} calls, ${mischief.losses.length} lost`,
    );
  }, PROGRESS);
  await pause(options.seconds * 1000);
  clearInterval(progress);
  mischief.stop();
  provider.mischief = false;
  for (const replica of world.replicas) replica.thaw();
  await making;
  await Promise.all(world.replicas.map((replica) => replica.listening()));
  callers.stop();
  await asking;
  return (performance.now() - begun) / 1000;
}

async function run(options: Options): Promise<boolean> {
  const random = new Random(options.seed);
  const world = await createWorld(options, random);
  let isRight = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void world.close(options.keep).then(() => process.exit(1)));
  }
  try {
    say(`${options.grants} grants at a provider, ${options.replicas} replicas`);
    const mischief: Mischief = new Mischief(world, () => callers);
    const callers = new Callers(world, (subject) => void mischief.mourn(subject));
    const seconds = await underFire(world, random, mischief, callers);
    say('the faults have stopped');
    const aftermath = await settle(world, callers, random);
    const slow = options.seconds >= LONG_RUN ? await slowAnswer(world, callers) : undefined;
    await callers.close();
    const { lines, wrong } = report({ world, tally: callers.tally, mischief, aftermath, slow, seconds });
    for (const line of [...lines, ...show(wrong)]) say(line);
    isRight = wrong.length === 0;
  } finally {
    await world.close(options.keep && !isRight);
  }
  return isRight;
}

const options = readOptions(process.argv.slice(2));
say(`seed ${options.seed}`);
const isRight = await run(options).catch((error: unknown) => {
  say(`the run itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return false;
});
say(
  isRight
    ? 'no grant lost without a cause'
    : `FAILED: --seed ${options.seed} --database ${options.database} --provider ${options.provider}`,
);
process.exit(isRight ? 0 : 1);
