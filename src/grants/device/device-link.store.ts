import type { KeyRing } from '../../crypto/key-ring.ts';
import { newId } from '../../crypto/random.ts';
import { sealedColumn, type SealedPlace } from '../../crypto/sealed-column.ts';
import type { Database } from '../../database/database.ts';
import { oneAtATime } from '../defaults.ts';
import { DeviceLinkEntity, type DeviceLinkStatus } from './device-link.entity.ts';

/** A link to be finished on another device. Times in milliseconds. */
export interface NewDeviceLink {
  userId: string;
  provider: string;
  scope: string;
  ownLabel: string | undefined;
  deviceCode: string;
  interval: number;
  expiresIn: number;
}

/** One that this caller alone may ask about now. */
export interface ClaimedDeviceLink extends Omit<NewDeviceLink, 'expiresIn' | 'deviceCode'> {
  id: string;
  sealedCode: string;
  /** The user's, at the login issuer. */
  subject: string;
  /** Until when it is nobody else's: whoever claims it later may also end it. */
  claimedUntil: number;
  /** Nothing more can come of it: the code's time is over, or its user was disabled. */
  isOver: boolean;
  /** By the database's clock: no token that follows was issued before. */
  now: number;
}

export interface DeviceLinkState {
  provider: string;
  status: DeviceLinkStatus;
  grantId: string | null;
}

/** Links of one user that may be under way at a time: each is asked about every few seconds. */
export const MOST_PENDING = 5;
/** Longer than a call to the provider lasts: a claim that is still held then is one whose holder died. */
const CLAIM_TIME = 120_000;
/** How long it is known what became of a link. */
const KEPT = 24 * 3_600_000;
const SWEEP_CHANCE = 0.05;

const DEVICE_CODE = sealedColumn(DeviceLinkEntity, 'device_code');

type ClaimedRow = DeviceLinkEntity & { subject: string; disabled_at: number | null; now: number };

/** Links by a code: the code sealed, asked about by one replica at a time. */
export class DeviceLinkStore {
  private readonly database: Database;
  private readonly ring: KeyRing;

  constructor(database: Database, ring: KeyRing) {
    this.database = database;
    this.ring = ring;
  }

  /** Whether one more may be begun: to be known before the provider is asked. */
  async hasRoom(userId: string): Promise<boolean> {
    return (await this.database.read(this.selectPending, [userId])).length < MOST_PENDING;
  }

  /** @returns its id; `undefined` where its user has as many under way as may be */
  async add(link: NewDeviceLink): Promise<string | undefined> {
    const { now } = this.database;
    const id = newId();
    const sealed = this.ring.seal(link.deviceCode, place(id, link));
    const added = await this.database.transaction(async (statements) => {
      await oneAtATime(statements, link.userId);
      if ((await statements.rows(this.selectPending, [link.userId])).length >= MOST_PENDING) return false;
      await statements.rows(
        `INSERT INTO device_links (id, user_id, provider, scope, own_label, device_code, status, poll_interval,
           next_poll_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, ${now} + $8, ${now} + $9) RETURNING id`,
        [
          ...[id, link.userId, link.provider, link.scope, link.ownLabel ?? null, sealed],
          ...[link.interval, link.interval, link.expiresIn],
        ],
      );
      return true;
    });
    if (Math.random() < SWEEP_CHANCE) await this.sweep();
    return added ? id : undefined;
  }

  async find(userId: string, id: string): Promise<DeviceLinkState | undefined> {
    const [row] = await this.database.read<DeviceLinkEntity & { now: number }>(
      `SELECT provider, status, grant_id, expires_at, ${this.database.now} AS now FROM device_links
       WHERE id = $1 AND user_id = $2`,
      [id, userId],
    );
    if (row === undefined) return undefined;
    const isOver = row.status === 'pending' && row.expires_at <= row.now;
    return { provider: row.provider, status: isOver ? 'expired' : row.status, grantId: row.grant_id };
  }

  /** Gives links whose turn it is to the caller, up to `most`. Mostly there are none, and nothing is written. */
  async claim(most: number): Promise<ClaimedDeviceLink[]> {
    const { connection, now } = this.database;
    const due = `d.status = 'pending' AND d.next_poll_at <= (SELECT ${now})`;
    if ((await this.database.read(`SELECT d.id FROM device_links d WHERE ${due} LIMIT 1`)).length === 0) return [];
    const lock = connection.dialect === 'postgres' ? 'FOR UPDATE OF d SKIP LOCKED' : '';
    const rows = await this.database.write<ClaimedRow>(
      `UPDATE device_links SET next_poll_at = ${now} + $2
       WHERE id IN (SELECT d.id FROM device_links d WHERE ${due} ORDER BY d.next_poll_at LIMIT $1 ${lock})
       RETURNING id, user_id, provider, scope, own_label, device_code, poll_interval, next_poll_at, expires_at,
         (SELECT u.subject FROM users u WHERE u.id = device_links.user_id) AS subject,
         (SELECT u.disabled_at FROM users u WHERE u.id = device_links.user_id) AS disabled_at, ${now} AS now`,
      [most, CLAIM_TIME],
    );
    return rows.map(toClaimed);
  }

  /** The device code in clear. @throws DoesNotOpen */
  open(link: ClaimedDeviceLink): string {
    return this.ring.open(link.sealedCode, place(link.id, link));
  }

  /** Nothing yet: to be asked about again. */
  async putBack({ id, claimedUntil }: ClaimedDeviceLink, interval: number): Promise<void> {
    await this.database.write(
      `UPDATE device_links SET poll_interval = $3, next_poll_at = ${this.database.now} + $4
       WHERE id = $1 AND status = 'pending' AND next_poll_at = $2 RETURNING id`,
      [id, claimedUntil, interval, interval],
    );
  }

  /** No tokens will come of it. */
  async end({ id, claimedUntil }: ClaimedDeviceLink, status: 'denied' | 'expired' | 'failed'): Promise<void> {
    await this.database.write(
      `UPDATE device_links SET status = $3, device_code = NULL
       WHERE id = $1 AND status = 'pending' AND next_poll_at = $2 RETURNING id`,
      [id, claimedUntil, status],
    );
  }

  /** Its tokens are kept: true whoever holds the claim by now. */
  async linked({ id }: ClaimedDeviceLink, grantId: string): Promise<void> {
    await this.database.write(
      `UPDATE device_links SET status = 'linked', grant_id = $2, device_code = NULL WHERE id = $1 RETURNING id`,
      [id, grantId],
    );
  }

  private async sweep(): Promise<void> {
    await this.database.write(
      `DELETE FROM device_links WHERE expires_at <= (SELECT ${this.database.now}) - ${KEPT} RETURNING id`,
    );
  }

  private get selectPending(): string {
    return `SELECT id FROM device_links WHERE user_id = $1 AND status = 'pending' AND expires_at > ${this.database.now}`;
  }
}

function toClaimed(row: ClaimedRow): ClaimedDeviceLink {
  return {
    ...{ id: row.id, userId: row.user_id, provider: row.provider, scope: row.scope, subject: row.subject },
    ...{ ownLabel: row.own_label ?? undefined, sealedCode: row.device_code ?? '', interval: row.poll_interval },
    ...{ claimedUntil: row.next_poll_at, now: row.now },
    isOver: row.expires_at <= row.now || row.disabled_at !== null,
  };
}

function place(id: string, { userId, provider }: Pick<NewDeviceLink, 'userId' | 'provider'>): SealedPlace {
  return DEVICE_CODE.at({ id, user_id: userId, provider });
}
