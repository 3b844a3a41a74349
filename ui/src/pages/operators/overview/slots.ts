import type { Point, RefreshSeries } from './overview-queries.ts';

/** What became of refreshes that brought nothing. */
export const FAILURES = ['dead', 'ours', 'transient', 'narrowing_refused'] as const;
export type FailureKind = (typeof FAILURES)[number];

/** A step of the time that is shown, with what happened in it; `latency` is missing where nothing did. Seconds. */
export interface Slot extends Record<FailureKind | 'kept', number> {
  at: number;
  latency: { mean: number; max: number } | undefined;
}

/** Every step in its order, those without a refresh too. @param provider its id; `undefined`: all taken together */
export function slotsOf({ since, until, step, providers }: RefreshSeries, provider: string | undefined): Slot[] {
  const shown = providers.filter(({ id }) => provider === undefined || id === provider);
  const points = Map.groupBy(
    shown.flatMap((one) => one.points),
    ({ at }) => at,
  );
  return Array.from({ length: Math.ceil((until - since) / step) }, (_, i) => {
    const at = since + i * step;
    return toSlot(at, points.get(at) ?? []);
  });
}

export function refreshesIn(slot: Slot): number {
  return slot.kept + failuresIn(slot);
}

export function failuresIn(slot: Slot): number {
  return FAILURES.reduce((sum, kind) => sum + slot[kind], 0);
}

function toSlot(at: number, points: readonly Point[]): Slot {
  const sum = (value: (point: Point) => number): number => points.reduce((all, point) => all + value(point), 0);
  const calls = (point: Point): number => point.kept + FAILURES.reduce((all, kind) => all + point[kind], 0);
  const all = sum(calls);
  return {
    at,
    kept: sum(({ kept }) => kept),
    dead: sum(({ dead }) => dead),
    ours: sum(({ ours }) => ours),
    transient: sum(({ transient }) => transient),
    narrowing_refused: sum((point) => point.narrowing_refused),
    latency:
      all === 0
        ? undefined
        : {
            mean: sum((point) => point.latency_mean * calls(point)) / all,
            max: Math.max(...points.map((point) => point.latency_max)),
          },
  };
}
