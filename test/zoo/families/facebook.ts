import type { Answer } from '../../support/identity-provider/answers.ts';
import { json, scopesOf } from '../authorization-server.ts';
import type { Asked, AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Reason } from '../ledger.ts';

const twoHours = 7200;
const sixtyDays = 5183944;
const version = '/v23.0';

/** Code, subcode and words of the Graph API's errors. */
const errors: Partial<Record<Reason, [code: number, subcode: number | undefined, message: string]>> = {
  client: [101, undefined, 'Error validating application.'],
  secret: [1, undefined, 'Error validating client secret.'],
  code: [100, 36009, 'This authorization code has been used.'],
  redirect_uri: [100, 36008, 'Error validating verification code: redirect_uri is not identical.'],
  token: [190, 463, 'Error validating access token: Session has expired.'],
};

/** Requests bear their parameters in the query, mostly. */
const allOf = ({ query, params }: Asked): URLSearchParams => new URLSearchParams([...query, ...params]);

/**
 * No refresh token. The code's token lives for an hour or two and is exchanged, by GET, for one of 60 days, which is
 * exchanged for a newer one in the same way. An error is an object, `error`.
 */
export const facebook: Family = {
  name: 'facebook',
  documentation: [
    'https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow',
    'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived',
    'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging',
    'https://developers.facebook.com/docs/facebook-login/guides/permissions/request-revoke',
  ],
  scopes: ['public_profile', 'email'],
  refuse(reason) {
    const [code, error_subcode, message] = errors[reason] ?? [100, undefined, 'Invalid parameter'];
    return json(400, { error: { message, type: 'OAuthException', code, error_subcode, fbtrace_id: 'AbCdEfGhIjK' } });
  },
  endpoints: {
    authorize: {
      path: `${version}/dialog/oauth`,
      handle: (asked, server) =>
        server.authorize(asked, {
          scope: scopesOf(asked.query.get('scope'), /[ ,]/),
          denial: { error_code: '200', error_description: 'Permissions error', error_reason: 'user_denied' },
        }),
    },
    token: {
      path: `${version}/oauth/access_token`,
      handle(asked, server) {
        const params = allOf(asked);
        server.authenticate({ id: params.get('client_id'), secret: params.get('client_secret') });
        if (asked.endpoint === 'code') return answer(server, server.redeem(params), twoHours);
        if (params.get('grant_type') !== 'fb_exchange_token') throw new Refusal('grant_type');
        const { grant } = server.ledger.accessToken(params.get('fb_exchange_token'));
        return answer(server, grant, sixtyDays);
      },
    },
    revoke: {
      path: `${version}/me/permissions`,
      handle(asked, server) {
        if (asked.method !== 'DELETE') throw new Refusal('request');
        server.ledger.revoke(theirs(asked, server));
        return json(200, { success: true });
      },
    },
    userinfo: {
      path: `${version}/me`,
      handle(asked, server) {
        const { person } = theirs(asked, server);
        const all = { id: person.id, name: person.name, email: person.email };
        const wanted = ['id', ...(asked.query.get('fields') ?? 'id,name').split(',')];
        return json(200, Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name))));
      },
    },
  },
};

/** The grant of a token in the header or in a parameter. */
function theirs(asked: Asked, server: AuthorizationServer): Grant {
  const value = allOf(asked).get('access_token');
  return (value === null ? server.bearer(asked) : server.ledger.accessToken(value)).grant;
}

function answer({ ledger }: AuthorizationServer, grant: Grant, lifetime: number): Answer {
  const { value } = ledger.access(grant, { prefix: 'EAA', lifetime });
  return json(200, { access_token: value, token_type: 'bearer', expires_in: lifetime });
}
