import { json, scopesOf } from '../authorization-server.ts';
import type { Family } from '../authorization-server.ts';

const ninetyDays = 7776000;

/** Refreshes at an address of its own, without a grant type; neither answer there nor the token changes the refresh token. */
export const figma: Family = {
  name: 'figma',
  documentation: [
    'https://developers.figma.com/docs/rest-api/authentication/',
    'https://developers.figma.com/docs/rest-api/oauth-apps/',
  ],
  scopes: ['current_user:read', 'file_content:read'],
  refuse(reason) {
    const status = reason === 'client' || reason === 'secret' ? 401 : reason === 'token' ? 403 : 400;
    return json(status, { error: true, status, message: `The ${reason} is invalid`, i18n: null });
  },
  endpoints: {
    authorize: {
      path: '/oauth',
      handle: (asked, server) => server.authorize(asked, { scope: scopesOf(asked.query.get('scope'), /[ ,]/) }),
    },
    token: {
      path: '/v1/oauth/token',
      handle(asked, server) {
        server.authenticate(server.basic(asked));
        const grant = server.redeem(asked.params);
        return json(200, {
          user_id_string: grant.person.id,
          access_token: server.ledger.access(grant, { prefix: 'figu_', lifetime: ninetyDays }).value,
          token_type: 'bearer',
          expires_in: ninetyDays,
          refresh_token: server.ledger.refresh(grant, { prefix: 'figur_' }).value,
        });
      },
    },
    refresh: {
      path: '/v1/oauth/refresh',
      handle(asked, server) {
        server.authenticate(server.basic(asked));
        const { grant } = server.ledger.refreshToken(asked.params.get('refresh_token'));
        const { value } = server.ledger.access(grant, { prefix: 'figu_', lifetime: ninetyDays });
        return json(200, { access_token: value, token_type: 'bearer', expires_in: ninetyDays });
      },
    },
    userinfo: {
      path: '/v1/me',
      handle(asked, server) {
        const { person } = server.bearer(asked).grant;
        return json(200, { id: person.id, email: person.email, handle: person.name, img_url: '' });
      },
    },
  },
};
