import { Refusal, secret } from './ledger.ts';
import type { Clock } from './ledger.ts';

interface Device {
  readonly code: string;
  readonly userCode: string;
  readonly scope: readonly string[];
  readonly expiresAt: number;
  /** Seconds between two polls; grows by 5 with each that comes too early (RFC 8628, section 3.5). */
  interval: number;
  polledAt: number;
  decision: 'none' | 'allowed' | 'denied' | 'used';
}

const lifetime = 900;

/** Devices that wait for somebody to type in their code. */
export class Devices {
  readonly #all: Device[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(scope: readonly string[]): Device {
    const letters = secret('').replace(/[^A-Z]/g, '') + 'WDJBMJHT';
    const device: Device = {
      code: secret('dc-'),
      userCode: `${letters.slice(0, 4)}-${letters.slice(4, 8)}`,
      scope,
      expiresAt: this.#clock.now() + lifetime * 1000,
      interval: 5,
      polledAt: 0,
      decision: 'none',
    };
    this.#all.push(device);
    return device;
  }

  /** A person has typed the code in and decides. */
  decide(userCode: unknown, decision: 'allowed' | 'denied'): void {
    const device = this.#all.find((one) => one.userCode === userCode);
    if (!device) throw new Error(`no device shows ${String(userCode)}`);
    device.decision = decision;
  }

  /** What the person allowed the device. */
  poll(code: string | null): readonly string[] {
    const device = this.#all.find((one) => one.code === code);
    if (!device || device.decision === 'used') throw new Refusal('code');
    const now = this.#clock.now();
    if (now >= device.expiresAt) throw new Refusal('expired');
    const early = now - device.polledAt < device.interval * 1000;
    device.polledAt = now;
    if (early) {
      device.interval += 5;
      throw new Refusal('slow_down');
    }
    if (device.decision === 'none') throw new Refusal('pending');
    if (device.decision === 'denied') throw new Refusal('denied');
    device.decision = 'used';
    return device.scope;
  }
}
