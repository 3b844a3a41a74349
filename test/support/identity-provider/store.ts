import type { Adapter, Payload } from 'oidc-provider';

const now = (): number => Math.floor(Date.now() / 1000);

/** What the provider remembers, in memory and without the bound of oidc-provider's own store, so that a load test loses nothing. */
export class ProviderStore {
  readonly #kinds = new Map<string, Map<string, Payload>>();

  /** All rows of one kind, as `RefreshToken`. */
  rows(kind: string): Map<string, Payload> {
    const rows = this.#kinds.get(kind) ?? new Map<string, Payload>();
    this.#kinds.set(kind, rows);
    return rows;
  }

  adapter(kind: string): Adapter {
    const rows = this.rows(kind);
    const findWhere = (field: string, value: string): Payload | undefined =>
      [...rows.values()].find((row) => row[field] === value);

    return {
      upsert: (id, payload) => void rows.set(id, payload),
      find: (id) => rows.get(id),
      findByUid: (uid) => findWhere('uid', uid),
      findByUserCode: (userCode) => findWhere('userCode', userCode),
      consume: (id) => {
        const row = rows.get(id);
        if (row) row['consumed'] = now();
      },
      destroy: (id) => void rows.delete(id),
      revokeByGrantId: (grantId) => {
        for (const [id, row] of rows) if (row['grantId'] === grantId) rows.delete(id);
      },
    };
  }

  /** Grants that still have a refresh token which the provider would take. */
  grantsAlive(): number {
    const grants = this.rows('Grant');
    const alive = new Set<unknown>();
    for (const { grantId, consumed, exp } of this.rows('RefreshToken').values()) {
      const expired = typeof exp === 'number' && exp <= now();
      if (typeof grantId === 'string' && grants.has(grantId) && !consumed && !expired) alive.add(grantId);
    }
    return alive.size;
  }
}
