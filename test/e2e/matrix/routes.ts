import type { PlainScope } from '../../../src/principal/principal.ts';

/** A thing that a route names by its id. */
export type Thing =
  | 'grant'
  | 'device link'
  | 'api-key'
  | 'consent'
  | 'user'
  | 'client'
  | 'rule'
  | 'any grant'
  | 'webhook'
  | 'webhook event'
  | 'workshop';

/** What a route asks of its caller, as http-api.md has it: written anew here, not read off the code. */
export interface Demand {
  /** `nobody`: anybody may call it, or it has a way of its own to know its callers. */
  right: PlainScope | 'signed-in' | 'nobody';
  /** Clients may call it. */
  clients?: true;
  /** It can be called on behalf of another. */
  onBehalf?: true;
  /** It is about the provider in its path. */
  provider?: true;
  /** The path names one of these, which must be the caller's own (`any grant`, users, clients, rules and webhooks: anybody's). */
  of?: Thing;
  /** Users, other than clients, need this right as well. */
  ofUsers?: PlainScope;
  /** A body without fault, where the store looks at it before it looks at the thing. */
  body?: unknown;
}

const administers: Demand = { right: 'admin', clients: true };
const gives: Demand = { right: 'token', clients: true, onBehalf: true, provider: true };
const links: Demand = { right: 'grants:write', provider: true };
const open: Demand = { right: 'nobody' };

/** Every route of the service. One that is added and not written down here fails the test. */
export const DEMANDS: Readonly<Record<string, Demand>> = {
  'GET /': open,
  'GET /api': open,
  'GET /api/v1.0': open,
  'GET /livez': open,
  'GET /readyz': open,
  'GET /healthz': open,
  'GET /api/_health': open,
  'GET /metrics': open,
  'GET /api/oidc/login': open,
  'GET /api/oidc/callback': open,
  'GET /api/oidc/logout': open,
  'POST /api/oidc/logout': open,
  'GET /login': open,
  'POST /login': open,
  'GET /consent': open,
  'POST /consent': open,
  'GET /ui': open,
  'GET /ui*': open,
  'GET /ui/style.css': open,
  'GET /ui/monogram/:provider.svg': open,
  'GET /workshop/:code': open,
  'POST /workshop/:code': open,
  'GET /workshop/registered.js': open,
  'POST /oauth/token': open,
  'GET /.well-known/oauth-authorization-server': open,
  'GET /.well-known/oauth-authorization-server*': open,
  'GET /.well-known/oauth-protected-resource': open,
  'GET /.well-known/oauth-protected-resource*': open,
  'GET /api/v1/:provider/redirect_uri': open,
  'GET /api/v1.0/:provider/redirect_uri': open,

  'GET /api/whoami': { right: 'signed-in', clients: true },

  'GET /api/v1.0/authorizations': { right: 'grants:read' },
  'GET /api/v1/authorizations': { right: 'grants:read' },
  'GET /api/v1.0/:provider/authorize': links,
  'GET /api/v1/:provider/authorize': links,
  'POST /api/v1.0/:provider/authorize': links,
  'POST /api/v1/:provider/authorize': links,
  'GET /api/v1.0/:provider/token': gives,
  'GET /api/v1/:provider/token': gives,

  'GET /api/v2/providers': { right: 'signed-in', clients: true },
  'GET /api/v2/providers/:provider': { right: 'signed-in', clients: true },
  'GET /api/v2/grants': { right: 'grants:read' },
  'POST /api/v2/grants': { right: 'grants:write' },
  'GET /api/v2/grants/:id': { right: 'grants:read', of: 'grant' },
  'PATCH /api/v2/grants/:id': { right: 'grants:write', of: 'grant', body: { label: 'x' } },
  'DELETE /api/v2/grants/:id': { right: 'grants:write', of: 'grant' },
  'POST /api/v2/grants/import': administers,
  'POST /api/v2/grants/device': { right: 'grants:write' },
  'GET /api/v2/grants/device/:id': { right: 'grants:read', of: 'device link' },
  'GET /api/v2/token/:provider': gives,
  'POST /api/v2/token/:provider': { ...gives, body: {} },
  'GET /api/v2/api-keys': { right: 'api-keys' },
  'POST /api/v2/api-keys': { right: 'api-keys' },
  'DELETE /api/v2/api-keys/:id': { right: 'api-keys', of: 'api-key' },
  'GET /api/v2/consents': { right: 'grants:read' },
  'GET /api/v2/consents/unasked': { right: 'grants:read' },
  'POST /api/v2/consents': { right: 'grants:write' },
  'DELETE /api/v2/consents/:id': { right: 'grants:write', of: 'consent' },
  'GET /api/v2/audit': { right: 'signed-in', clients: true, ofUsers: 'grants:read' },

  'GET /api/v2/clients': administers,
  'POST /api/v2/clients': administers,
  'GET /api/v2/clients/:client': { ...administers, of: 'client' },
  'PATCH /api/v2/clients/:client': { ...administers, of: 'client', body: { disabled: false } },
  'DELETE /api/v2/clients/:client': { ...administers, of: 'client' },
  'POST /api/v2/clients/:client/secret': { ...administers, of: 'client' },
  'GET /api/v2/clients/:client/delegations': { ...administers, of: 'client' },
  'POST /api/v2/clients/:client/delegations': administers,
  'DELETE /api/v2/clients/:client/delegations/:rule': { ...administers, of: 'rule' },
  'GET /api/v2/delegations': administers,
  'GET /api/v2/webhooks': administers,
  'POST /api/v2/webhooks': administers,
  'GET /api/v2/webhooks/:webhook': { ...administers, of: 'webhook' },
  'PATCH /api/v2/webhooks/:webhook': { ...administers, of: 'webhook', body: { enabled: false } },
  'DELETE /api/v2/webhooks/:webhook': { ...administers, of: 'webhook' },
  'POST /api/v2/webhooks/:webhook/secret': { ...administers, of: 'webhook' },
  'POST /api/v2/webhooks/:webhook/test': { ...administers, of: 'webhook' },
  'GET /api/v2/webhooks/:webhook/deliveries': { ...administers, of: 'webhook' },
  'POST /api/v2/webhooks/:webhook/deliveries/:event': { ...administers, of: 'webhook event' },
  'GET /api/v2/admin/overview': administers,
  'GET /api/v2/admin/series': administers,
  'GET /api/v2/admin/keys': administers,
  'GET /api/v2/admin/keys/usage': administers,
  'POST /api/v2/admin/providers/:provider/doctor': { ...administers, provider: true },
  'GET /api/v2/admin/users/:id/sessions': { ...administers, of: 'user' },
  'DELETE /api/v2/admin/users/:id/sessions': { ...administers, of: 'user' },
  'GET /api/v2/admin/users': administers,
  'GET /api/v2/admin/users/:id': { ...administers, of: 'user' },
  'PATCH /api/v2/admin/users/:id': administers,
  'GET /api/v2/admin/grants': administers,
  'DELETE /api/v2/admin/grants/:id': { ...administers, of: 'any grant' },

  'GET /api/v2/workshops': administers,
  'POST /api/v2/workshops': administers,
  'GET /api/v2/workshops/:code': { ...administers, of: 'workshop' },
  'PATCH /api/v2/workshops/:code': { ...administers, of: 'workshop', body: { closed: true } },
  'DELETE /api/v2/workshops/:code': { ...administers, of: 'workshop' },
  'GET /api/v2/workshops/:code/participants': { ...administers, of: 'workshop' },
  'DELETE /api/v2/workshops/:code/participants/:name': { ...administers, of: 'workshop' },
  'POST /api/v2/workshops/:code/participants/:name/password': { ...administers, of: 'workshop' },
  'GET /api/v2/workshops/:code/users.csv': { ...administers, of: 'workshop' },
  'GET /api/v2/workshops/:code/users.htpasswd': { ...administers, of: 'workshop' },

  // At the end, for they end what the others ask for.
  'POST /api/v1.0/:provider/revoke': links,
  'POST /api/v1/:provider/revoke': links,
};
