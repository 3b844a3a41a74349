import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Clock } from '../database/clock.ts';
import { Outbound } from '../providers/outbound.ts';
import { ActivityReport, type ActivityTimes } from './activity-report.ts';

interface Told {
  authorization: string | undefined;
  body: unknown;
}

/** Time passes when a test says so. */
class SetClock extends Clock {
  time = Date.parse('2026-11-22T08:00:00Z');

  override now(): number {
    return this.time;
  }
}

const FAR = 3_600_000;

describe('a user’s own server', () => {
  let server: Server;
  let answers: number[];
  /** An answer comes only after this. */
  let hold: Promise<void>;
  let clock: SetClock;
  let outbound: Outbound;
  let told: Told[];
  let heard: () => void;

  beforeEach(async () => {
    [answers, hold, told, heard] = [[], Promise.resolve(), [], () => undefined];
    [clock, outbound] = [new SetClock(), new Outbound()];
    server = createServer((request, response) => {
      if (request.method !== 'POST') {
        response.end();
        return;
      }
      void text(request).then(async (body) => {
        told.push({ authorization: authorizationOf(request), body: JSON.parse(body) });
        heard();
        await hold;
        response.writeHead(answers.shift() ?? 200).end();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });

  afterEach(async () => {
    await outbound.close();
    server.close();
  });

  function report(times: ActivityTimes): ActivityReport {
    const { port } = server.address() as AddressInfo;
    const target = { url: `http://127.0.0.1:${port}/activity`, name: 'tokens', apiToken: 'secret' };
    return new ActivityReport({ outbound, clock, log: pino({ level: 'silent' }) }, target, times);
  }

  /** Resolves when whatever was about to be sent is there: it goes the same way. */
  async function roundTrip(): Promise<void> {
    const { port } = server.address() as AddressInfo;
    await outbound.request(`http://127.0.0.1:${port}/`, { method: 'GET', headers: {}, timeout: 5_000 });
  }

  /** Resolves when the Hub was told so often. */
  async function toldTimes(count: number): Promise<Told[]> {
    while (told.length < count) await new Promise<void>((resolve) => (heard = resolve));
    return told;
  }

  it('tells the Hub when it was used last, in UTC, as itself', async () => {
    const activity = report({ every: FAR, retry: FAR });
    activity.note();
    expect(await toldTimes(1)).toEqual([
      {
        authorization: 'token secret',
        body: {
          last_activity: '2026-11-22T08:00:00.000Z',
          servers: { tokens: { last_activity: '2026-11-22T08:00:00.000Z' } },
        },
      },
    ]);
    await activity.drain();
  });

  it('tells once in a while however often it is used, and before it ends what is untold', async () => {
    const activity = report({ every: FAR, retry: FAR });
    activity.note();
    await toldTimes(1);
    for (let times = 0; times < 50; times += 1) {
      clock.time += 1_000;
      activity.note();
      await roundTrip();
    }
    expect(told).toHaveLength(1);
    await activity.drain();
    expect(told.slice(1)).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ last_activity: '2026-11-22T08:00:50.000Z' }) }),
    ]);
  });

  it('tells of use during a report, should it end then', async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const activity = report({ every: FAR, retry: FAR });
    activity.note();
    await toldTimes(1);
    activity.note();
    const drained = activity.drain();
    release();
    await drained;
    expect(told).toHaveLength(2);
  });

  it('tells again what came while it waited, and then rests', async () => {
    const activity = report({ every: 5, retry: FAR });
    activity.note();
    await toldTimes(1);
    activity.note();
    await toldTimes(2);
    await activity.drain();
    expect(told).toHaveLength(2);
  });

  it('tells again what the Hub did not take', async () => {
    answers = [503, 500];
    const activity = report({ every: FAR, retry: 1 });
    activity.note();
    const all = await toldTimes(3);
    expect(new Set(all.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await activity.drain();
    expect(told).toHaveLength(3);
  });

  it('says nothing where nobody came, and ends while the Hub is away', async () => {
    await report({ every: FAR, retry: FAR }).drain();
    expect(told).toEqual([]);
    const activity = report({ every: FAR, retry: FAR });
    server.close();
    activity.note();
    await activity.drain();
    expect(told).toEqual([]);
  });
});

function authorizationOf({ headers }: IncomingMessage): string | undefined {
  return headers.authorization;
}
