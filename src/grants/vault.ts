import type { KeyRing } from '../crypto/key-ring.ts';
import { sealedColumn, type SealedColumn, type SealedPlace } from '../crypto/sealed-column.ts';
import { GrantTokenEntity } from './grant-token.entity.ts';
import { GrantEntity } from './grant.entity.ts';

/** Whose a sealed token is. */
export interface Holder {
  grantId: string;
  userId: string;
  provider: string;
}

const REFRESH_TOKEN = sealedColumn(GrantEntity, 'refresh_token');
const PREVIOUS_REFRESH_TOKEN = sealedColumn(GrantEntity, 'previous_refresh_token');
const PROOF_KEY = sealedColumn(GrantEntity, 'dpop_key');
const ACCESS_TOKEN = sealedColumn(GrantTokenEntity, 'access_token');

/** Seals and opens the tokens of grants, each bound to its row, its user and its provider. */
export class GrantVault {
  private readonly ring: KeyRing;

  constructor(ring: KeyRing) {
    this.ring = ring;
  }

  sealRefreshToken(token: string, holder: Holder): string {
    return this.ring.seal(token, inGrant(REFRESH_TOKEN, holder));
  }

  /** @throws DoesNotOpen */
  openRefreshToken(sealed: string, holder: Holder): string {
    return this.ring.open(sealed, inGrant(REFRESH_TOKEN, holder));
  }

  sealPreviousRefreshToken(token: string, holder: Holder): string {
    return this.ring.seal(token, inGrant(PREVIOUS_REFRESH_TOKEN, holder));
  }

  sealProofKey(key: string, holder: Holder): string {
    return this.ring.seal(key, inGrant(PROOF_KEY, holder));
  }

  /** @throws DoesNotOpen */
  openProofKey(sealed: string, holder: Holder): string {
    return this.ring.open(sealed, inGrant(PROOF_KEY, holder));
  }

  sealAccessToken(token: string, holder: Holder, variant: string): string {
    return this.ring.seal(token, ofVariant(holder, variant));
  }

  /** @throws DoesNotOpen */
  openAccessToken(sealed: string, holder: Holder, variant: string): string {
    return this.ring.open(sealed, ofVariant(holder, variant));
  }
}

function inGrant(column: SealedColumn, { grantId, userId, provider }: Holder): SealedPlace {
  return column.at({ id: grantId, user_id: userId, provider });
}

function ofVariant({ grantId, userId, provider }: Holder, variant: string): SealedPlace {
  return ACCESS_TOKEN.at({ grant_id: grantId, variant, user_id: userId, provider });
}
