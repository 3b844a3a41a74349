import type { AuditLog } from '../../audit/audit-log.ts';
import type { Principal } from '../../principal/principal.ts';
import { originOf, type Asked, type Authenticator } from '../authenticator.ts';
import { unauthenticated, type Identity } from '../identity.ts';
import { claimsOf } from './local-claims.ts';
import type { LocalAccounts } from './local-accounts.ts';

const BASIC = /^Basic +(?<pair>[A-Za-z0-9+/_-]+={0,2}) *$/i;

export interface BasicParts {
  accounts: LocalAccounts;
  identity: Identity;
  audit: AuditLog;
}

/** RFC 7617: a local account's name and password, in UTF-8. */
export class BasicAuthenticator implements Authenticator {
  private readonly parts: BasicParts;

  constructor(parts: BasicParts) {
    this.parts = parts;
  }

  recognises({ headers }: Asked): boolean {
    return /^Basic\b/i.test(headers.authorization ?? '');
  }

  async authenticate(request: Asked): Promise<Principal> {
    const { name, password } = readPair(request.headers.authorization ?? '');
    const { accounts, identity, audit } = this.parts;
    const origin = originOf(request);
    const profile = await accounts.check(name, password);
    if (profile === undefined) {
      audit.record({ action: 'sign-in', outcome: 'refused', by: undefined, origin, subject: name });
      throw unauthenticated('The name or the password is wrong.');
    }
    return identity.signIn(profile, claimsOf(profile), { via: 'basic', origin });
  }
}

function readPair(header: string): { name: string; password: string } {
  const text = decoded(BASIC.exec(header)?.groups?.['pair'] ?? '');
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 1)
    throw unauthenticated('The Authorization header does not bear a name and a password.');
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decoded(base64: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
