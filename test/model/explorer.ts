import { moves } from './around.ts';
import { keyOf } from './key.ts';
import { endsWell, isSafe } from './properties.ts';
import { beginning, type Limits, type Move, type Rules, type World } from './world.ts';

export interface Explored {
  states: number;
  transitions: number;
  /** States in which nothing more happens by itself. */
  ends: number;
  violation: Violation | undefined;
}

export interface Violation {
  property: string;
  /** How it came to that, a line a step. */
  story: string;
}

const ENOUGH = 3_000_000;

/**
 * Walks every order of everything that may happen within the limits, breadth first, so that the first violation found
 * has the shortest story. States that differ by nothing that matters (key.ts) are visited once.
 */
export function explore(limits: Limits, rules: Rules): Explored {
  const walk = new Walk(limits);
  for (let at = 0; at < walk.states; at += 1) {
    const world = walk.take(at);
    const next = moves(world, rules, limits);
    for (const move of next) {
      const broken = isSafe(move.to);
      if (broken !== undefined) return walk.report(broken, at, move.story);
      walk.reach(at, move);
    }
    if (next.every(({ kind }) => kind === 'want' || kind === 'mishap')) {
      walk.ends += 1;
      const broken = endsWell(world, rules, limits);
      if (broken !== undefined) return walk.report(broken, at);
    }
    if (walk.states > ENOUGH) throw new Error('more states than memory: lower the limits');
  }
  const circling = walk.circle();
  return walk.report(circling === undefined ? undefined : '(f) this goes on for ever', circling ?? 0);
}

class Walk {
  transitions = 0;
  ends = 0;
  private readonly ids = new Map<string, number>();
  private readonly worlds: (World | undefined)[] = [];
  private readonly before: number[] = [];
  private readonly stories: string[] = [];
  /** What is sure to come, as pairs of states. */
  private readonly sure: number[] = [];

  constructor(limits: Limits) {
    const world = beginning(limits);
    this.add(world, keyOf(world), -1, 'a grant, linked; its access token is over');
  }

  get states(): number {
    return this.worlds.length;
  }

  take(at: number): World {
    const world = this.worlds[at];
    if (world === undefined) throw new Error('visited already');
    this.worlds[at] = undefined;
    return world;
  }

  reach(from: number, { kind, story, to }: Move): void {
    this.transitions += 1;
    const key = keyOf(to);
    const id = this.ids.get(key) ?? this.add(to, key, from, story);
    if (kind !== 'want' && kind !== 'mishap') this.sure.push(from, id);
  }

  /** A state from which what is sure to come leads back to it. */
  circle(): number | undefined {
    const { sure } = this;
    const pending = new Int32Array(this.states);
    const firstOf = new Int32Array(this.states).fill(-1);
    const nextOf = new Int32Array(sure.length / 2);
    for (let edge = 0; edge < nextOf.length; edge += 1) {
      const [from, to] = [sure[2 * edge]!, sure[2 * edge + 1]!];
      pending[to]! += 1;
      nextOf[edge] = firstOf[from]!;
      firstOf[from] = edge;
    }
    const free: number[] = [];
    for (let at = 0; at < this.states; at += 1) if (pending[at] === 0) free.push(at);
    for (let at = free.pop(); at !== undefined; at = free.pop()) {
      for (let edge = firstOf[at]!; edge >= 0; edge = nextOf[edge]!) {
        const to = sure[2 * edge + 1]!;
        pending[to]! -= 1;
        if (pending[to] === 0) free.push(to);
      }
    }
    const found = pending.findIndex((count) => count > 0);
    return found < 0 ? undefined : found;
  }

  report(property: string | undefined, at: number, lastly?: string): Explored {
    const { states, transitions, ends } = this;
    const violation = property === undefined ? undefined : { property, story: this.tell(at, lastly) };
    return { states, transitions, ends, violation };
  }

  private tell(at: number, lastly: string | undefined): string {
    const lines = lastly === undefined ? [] : [lastly];
    for (let state = at; state >= 0; state = this.before[state]!) lines.push(this.stories[state]!);
    return lines
      .reverse()
      .map((line, i) => `${String(i + 1).padStart(3)}. ${line}`)
      .join('\n');
  }

  private add(world: World, key: string, before: number, story: string): number {
    const id = this.worlds.length;
    this.ids.set(key, id);
    this.worlds.push(world);
    this.before.push(before);
    this.stories.push(story);
    return id;
  }
}
