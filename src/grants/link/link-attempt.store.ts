import { digest } from '../../crypto/hashing.ts';
import type { KeyRing } from '../../crypto/key-ring.ts';
import { newSecret } from '../../crypto/random.ts';
import { sealedColumn, type SealedPlace } from '../../crypto/sealed-column.ts';
import type { Database } from '../../database/database.ts';
import type { AuthorizationSecrets } from '../../providers/authorization-request.ts';
import type { LinkVersion } from '../../settings/public-urls.ts';
import { LinkAttemptEntity } from './link-attempt.entity.ts';

/** What a person set out to do. */
export interface LinkIntent {
  userId: string;
  provider: string;
  version: LinkVersion;
  /** Absolute and allowed. */
  returnUrl: string;
  scope: string;
  /** The grant that is linked anew: no other account will do. */
  grantId?: string | undefined;
  /** What its user will call it. */
  ownLabel?: string | undefined;
}

/** Who brings a `state` back. */
export interface Bearer {
  userId: string | undefined;
  provider: string;
  /** Digest of the browser's session; `undefined` without one. */
  session: string | undefined;
}

/** A `state` that came back to whom it was made for. */
export interface TakenState extends LinkIntent, AuthorizationSecrets {
  /** By the database's clock, milliseconds: no token that follows was issued before. */
  takenAt: number;
}

/** Why a `state` was not taken: nobody knows it (any more), or it is another person's. */
export type Refusal = 'unknown' | 'foreign';

/** Ten minutes to come back from the provider's page. Milliseconds. */
export const LIFETIME = 10 * 60 * 1000;
const SWEEP_CHANCE = 0.02;

const SECRETS = sealedColumn(LinkAttemptEntity, 'secrets');

const COLUMNS = 'id, user_id, provider, api_version, return_url, scope, grant_id, own_label, secrets';

/** Tickets and states: 256 random bits in a URL, their digest in a row, consumed by its deletion. */
export class LinkAttemptStore {
  private readonly database: Database;
  private readonly ring: KeyRing;

  constructor(database: Database, ring: KeyRing) {
    this.database = database;
    this.ring = ring;
  }

  /** For a caller without a browser session: the person's browser takes it up. @returns the ticket */
  async addTicket(intent: LinkIntent): Promise<string> {
    const ticket = newSecret();
    await this.insert(digest(ticket), 'ticket', intent, null, null);
    return ticket;
  }

  /** The intent behind a ticket, which stays. */
  async peekTicket(ticket: string, provider: string): Promise<LinkIntent | undefined> {
    const [row] = await this.database.read<LinkAttemptEntity>(
      `SELECT ${COLUMNS} FROM link_attempts
       WHERE id = $1 AND kind = 'ticket' AND provider = $2 AND expires_at > ${this.database.now}`,
      [digest(ticket), provider],
    );
    return row && toIntent(row);
  }

  /** Consumes a ticket. False when another tab was faster. */
  async takeTicket(ticket: string): Promise<boolean> {
    const rows = await this.database.write(`DELETE FROM link_attempts WHERE id = $1 AND kind = 'ticket' RETURNING id`, [
      digest(ticket),
    ]);
    return rows.length > 0;
  }

  /** Binds a link to a browser's session. @returns the `state` to send */
  async addState(intent: LinkIntent, session: string, secrets: AuthorizationSecrets): Promise<string> {
    const state = newSecret();
    const id = digest(state);
    const sealed = this.ring.seal(JSON.stringify(secrets), place(id, intent));
    await this.insert(id, 'state', intent, session, sealed);
    return state;
  }

  /** Consumes a `state` for the session, user and provider that it was made for; for anyone else it stays as it is. */
  async takeState(state: string, { userId, provider, session }: Bearer): Promise<TakenState | Refusal> {
    const { now } = this.database;
    const id = digest(state);
    const [row] = await this.database.write<LinkAttemptEntity & { now: number }>(
      `DELETE FROM link_attempts WHERE id = $1 AND kind = 'state' AND provider = $2 AND user_id = $3 AND session = $4
         AND expires_at > ${now} RETURNING ${COLUMNS}, ${now} AS now`,
      [id, provider, userId ?? '', session ?? ''],
    );
    if (row === undefined) {
      const [other] = await this.database.read<Pick<LinkAttemptEntity, 'user_id'>>(
        `SELECT user_id FROM link_attempts WHERE id = $1 AND kind = 'state' AND provider = $2 AND expires_at > ${now}`,
        [id, provider],
      );
      return other === undefined || other.user_id === userId ? 'unknown' : 'foreign';
    }
    const intent = toIntent(row);
    const secrets = JSON.parse(this.ring.open(row.secrets ?? '', place(id, intent))) as AuthorizationSecrets;
    return { ...intent, ...secrets, takenAt: row.now };
  }

  private async insert(
    id: string,
    kind: LinkAttemptEntity['kind'],
    intent: LinkIntent,
    session: string | null,
    secrets: string | null,
  ): Promise<void> {
    const { now } = this.database;
    await this.database.write(
      `INSERT INTO link_attempts (id, kind, user_id, provider, session, api_version, return_url, scope, grant_id, own_label,
         secrets, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ${now} + $12) RETURNING id`,
      [
        ...[id, kind, intent.userId, intent.provider, session, intent.version, intent.returnUrl, intent.scope],
        ...[intent.grantId ?? null, intent.ownLabel ?? null, secrets, LIFETIME],
      ],
    );
    if (Math.random() < SWEEP_CHANCE) {
      await this.database.write(`DELETE FROM link_attempts WHERE expires_at <= (SELECT ${now}) RETURNING id`);
    }
  }
}

function toIntent(row: LinkAttemptEntity): LinkIntent {
  return {
    userId: row.user_id,
    provider: row.provider,
    version: row.api_version as LinkVersion,
    returnUrl: row.return_url,
    scope: row.scope,
    grantId: row.grant_id ?? undefined,
    ownLabel: row.own_label ?? undefined,
  };
}

function place(id: string, { userId, provider }: LinkIntent): SealedPlace {
  return SECRETS.at({ id, user_id: userId, provider });
}
