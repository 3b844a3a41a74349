import type { KeyRing, SealedPlace } from '../crypto/key-ring.ts';

/** Whose a sealed token is. */
export interface Holder {
  grantId: string;
  userId: string;
  provider: string;
}

/** Seals and opens the tokens of grants, each bound to its row, its user and its provider. */
export class GrantVault {
  private readonly ring: KeyRing;

  constructor(ring: KeyRing) {
    this.ring = ring;
  }

  sealRefreshToken(token: string, holder: Holder): string {
    return this.ring.seal(token, inGrant('refresh_token', holder));
  }

  /** @throws DoesNotOpen */
  openRefreshToken(sealed: string, holder: Holder): string {
    return this.ring.open(sealed, inGrant('refresh_token', holder));
  }

  sealPreviousRefreshToken(token: string, holder: Holder): string {
    return this.ring.seal(token, inGrant('previous_refresh_token', holder));
  }

  sealProofKey(key: string, holder: Holder): string {
    return this.ring.seal(key, inGrant('dpop_key', holder));
  }

  /** @throws DoesNotOpen */
  openProofKey(sealed: string, holder: Holder): string {
    return this.ring.open(sealed, inGrant('dpop_key', holder));
  }

  sealAccessToken(token: string, holder: Holder, variant: string): string {
    return this.ring.seal(token, ofVariant(holder, variant));
  }

  /** @throws DoesNotOpen */
  openAccessToken(sealed: string, holder: Holder, variant: string): string {
    return this.ring.open(sealed, ofVariant(holder, variant));
  }
}

function inGrant(column: string, { grantId, userId, provider }: Holder): SealedPlace {
  return { table: 'grants', column, row: grantId, owner: userId, provider };
}

function ofVariant({ grantId, userId, provider }: Holder, variant: string): SealedPlace {
  return { table: 'grant_tokens', column: 'access_token', row: `${grantId} ${variant}`, owner: userId, provider };
}
