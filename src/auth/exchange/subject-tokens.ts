import type { Client } from '../../clients/client.ts';
import type { RequestOrigin, UserPrincipal } from '../../principal/principal.ts';
import { OAuthProblem } from '../../problem/oauth-problem.ts';
import { Problem } from '../../problem/problem.ts';
import type { AccessTokens } from '../bearer/access-tokens.ts';
import type { BearerClaims } from '../bearer/token-use.ts';
import type { IdTokens } from '../bearer/id-tokens.ts';
import type { Identity } from '../identity.ts';

/** RFC 8693 section 3. */
const TYPE = 'urn:ietf:params:oauth:token-type:';

/** The one kind of token that is given. */
export const ACCESS_TOKEN_TYPE = `${TYPE}access_token`;

/** Says whose token a client brings to exchange it. */
export class SubjectTokens {
  private readonly accessTokens: AccessTokens;
  private readonly idTokens: IdTokens;
  private readonly identity: Identity;

  constructor(accessTokens: AccessTokens, idTokens: IdTokens, identity: Identity) {
    this.accessTokens = accessTokens;
    this.idTokens = idTokens;
    this.identity = identity;
  }

  /**
   * @param type `subject_token_type`: `jwt` is an access token in that form, for a type of token must be stated to count
   * @throws OAuthProblem `invalid_request`; Problem `provider_unavailable`, `database_unavailable`
   */
  async userOf(token: string, type: string, client: Client, origin: RequestOrigin): Promise<UserPrincipal> {
    try {
      const { claims, issuer } = await this.verify(token, type, client);
      return await this.identity.recognise(claims, issuer, { via: 'bearer', origin });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unauthenticated') throw error;
      throw new OAuthProblem('invalid_request', 'The subject token is not accepted.', { cause: error });
    }
  }

  private async verify(token: string, type: string, { loginClient }: Client): Promise<BearerClaims> {
    switch (type) {
      case ACCESS_TOKEN_TYPE:
      case `${TYPE}jwt`:
        return this.accessTokens.verify(token);
      case `${TYPE}id_token`:
        if (loginClient === null) {
          throw new OAuthProblem('invalid_request', 'This client has no login client whose ID tokens it could bring.');
        }
        return this.idTokens.verify(token, loginClient);
      default:
        throw new OAuthProblem('invalid_request', 'This subject_token_type is not accepted.');
    }
  }
}
