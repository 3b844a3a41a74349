import type { FastifyRequest } from 'fastify';
import { originOf } from '../../auth/authenticator.ts';
import type { ClientAuthentication } from '../../auth/exchange/client-authentication.ts';
import { ACCESS_TOKEN_TYPE, type SubjectTokens } from '../../auth/exchange/subject-tokens.ts';
import { NoMandate } from '../../grants/delegation/delegations.ts';
import type { GivenToken, GiveToken } from '../../grants/token/give-token.ts';
import { requireScopeAt, type ClientPrincipal } from '../../principal/principal.ts';
import { OAuthProblem } from '../../problem/oauth-problem.ts';
import { Problem } from '../../problem/problem.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { Provider } from '../../providers/provider.ts';
import { SCOPE_LIST } from '../../settings/types/scope.ts';
import { credentialOf } from './client-credential.ts';
import { Form } from './form.ts';
import { targetOf } from './target.ts';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

export interface TokenExchangeParts {
  clients: ClientAuthentication;
  subjects: SubjectTokens;
  catalogue: ProviderCatalogue;
  giveToken: GiveToken;
}

/** RFC 8693: a client brings a user's token and gets the user's access token of a provider, as rules and consent allow. */
export class TokenExchange {
  private readonly parts: TokenExchangeParts;

  constructor(parts: TokenExchangeParts) {
    this.parts = parts;
  }

  /** @throws OAuthProblem, Problem */
  async exchange(request: FastifyRequest): Promise<GivenToken> {
    const { clients, subjects, catalogue } = this.parts;
    const form = new Form(request.body, request.headers['content-type']);
    const origin = originOf(request);
    const { client, principal } = await clients.authenticate(credentialOf(request.headers.authorization, form), origin);
    checkKind(form);
    const scopes = scopesOf(form);
    const token = form.require('subject_token');
    const user = await subjects.userOf(token, form.require('subject_token_type'), client, origin);
    return this.give({ ...principal, onBehalfOf: user.userId }, targetOf(form, catalogue), scopes);
  }

  private async give(principal: ClientPrincipal, provider: Provider, scopes: string[] | undefined) {
    requireScopeAt(principal, 'token', provider.id);
    requireScopeAt(principal, 'act-as', provider.id);
    try {
      return await this.parts.giveToken.give(principal, provider, { minTtl: 'half-life', version: 'v2', scopes });
    } catch (error) {
      throw error instanceof Problem && error.code === 'forbidden' ? refusal(error) : error;
    }
  }
}

/** @throws OAuthProblem */
function checkKind(form: Form): void {
  if (form.require('grant_type') !== TOKEN_EXCHANGE) {
    throw new OAuthProblem('unsupported_grant_type', `The only grant type here is ${TOKEN_EXCHANGE}.`);
  }
  if (form.get('actor_token') !== undefined || form.get('actor_token_type') !== undefined) {
    throw new OAuthProblem('invalid_request', 'actor_token is not accepted: the client itself is the actor.');
  }
  if (![undefined, ACCESS_TOKEN_TYPE].includes(form.get('requested_token_type'))) {
    throw new OAuthProblem('invalid_request', `requested_token_type can only be ${ACCESS_TOKEN_TYPE}.`);
  }
}

/** @throws OAuthProblem `invalid_scope` */
function scopesOf(form: Form): string[] | undefined {
  const scope = form.get('scope');
  if (scope === undefined) return undefined;
  if (!SCOPE_LIST.test(scope))
    throw new OAuthProblem('invalid_scope', 'scope must be a list of scopes, with one blank between.');
  return [...new Set(scope.split(' '))];
}

/** Either no rule or consent covers this user there, or what they cover is less than was asked for. */
function refusal(error: Problem): OAuthProblem {
  const { message, members } = error;
  return new OAuthProblem(error instanceof NoMandate ? 'invalid_target' : 'invalid_scope', message, { members });
}
