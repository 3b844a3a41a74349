// A settings file. Copy it, keep what you need, and name it in the environment: TOKENSTORE_SETTINGS=settings.ts
//
// Every setting may as well be an environment variable: TOKENSTORE_PORT=8080, and for secrets a file that holds the
// value: TOKENSTORE_CRYPTOKEY_FILE=/run/secrets/cryptokey. The environment wins over this file. `tokenstore settings
// check` tells what is wrong, all at once. docs/settings.md explains each setting; what is commented out below shows
// its default, or an example where there is none.
//
// Node runs this file as it is. The type is only for your editor, and in a copy outside of this repository it is
// imported from 'tokenstore' instead.
import type { SettingsFile } from './src/settings/settings.ts';

export default {
  // ── The service ──────────────────────────────────────────────────────────────────────────────────────────────────

  HOST: '127.0.0.1',
  PORT: 5000,
  // Processes that share the port.
  // WORKERS: 1,

  // The URL that people see, when a proxy stands in front.
  BASE_URL: 'http://127.0.0.1:5000',
  // TRUST_PROXY: ['10.0.0.0/8'],

  // INSTANCE_PATH: './instance',

  // Web applications that call from the browser, and places that a return_url may lead to.
  // CORS_ORIGINS: ['https://app.example.org'],
  // RETURN_URLS: ['https://app.example.org', 'https://portal.example.org/tokens'],

  // REFRESH: true,
  // AUDIT_RETENTION: '400d',
  // REDIS_URL: 'redis://user:password@redis.example.org:6379/0',
  // RATE_LIMIT: '6000/1m',
  // RATE_LIMIT_ANONYMOUS: '120/1m',
  // SHUTDOWN_TIMEOUT: '20s',
  // CA_CERTS: '/etc/ssl/our-ca.pem',
  // WEBHOOK_ALLOWED_NETWORKS: ['10.20.0.0/16'],
  // Versioned APIs of your own: paths, or packages that are installed beside this one.
  // PLUGINS: ['./plugins/rooms.js'],
  // METRICS_TOKEN: 'what Prometheus sends',
  // LOG_LEVEL: 'info',
  // LOG_FORMAT: 'json',

  // ── Database, keys, sessions ─────────────────────────────────────────────────────────────────────────────────────

  // One machine needs nothing here: an SQLite file and a key are made in INSTANCE_PATH.
  // DATABASE_URL: 'postgresql://tokenstore:password@db.example.org/tokenstore',
  // DATABASE_SCHEMA: 'public',
  // DATABASE_POOL_SIZE: 10,
  // DATABASE_MIGRATE: true,

  // Seals what is stored; required with PostgreSQL. Make one with: openssl rand -hex 32
  // Whoever loses it loses every grant. A new key is put in front of the old ones.
  // CRYPTOKEY: ['<new key>', '<old key>'],
  // A key that only a key management service opens (docs/kms.md): CRYPTOKEY: ['vault:v1:<ciphertext>'],
  // SECRET_KEY: ['<signs session cookies; derived from CRYPTOKEY when unset>'],

  // SESSION_TYPE: 'database',
  // SESSION_LIFETIME: '12h',
  // SESSION_MAX_LIFETIME: '7d',
  // SESSION_COOKIE_NAME: 'tokenstore',
  // Wider than the path of BASE_URL where pages beside the store ask who is signed in.
  // SESSION_COOKIE_PATH: '/',

  // ── Key management service ───────────────────────────────────────────────────────────────────────────────────────

  // What wrapped keys are bound to, and where they are opened.
  // KMS_CONTEXT: 'tokenstore',
  // KMS_VAULT_ADDR: 'https://vault.example.org:8200',
  // KMS_VAULT_TOKEN: '<or a role, within Kubernetes>',
  // KMS_VAULT_ROLE: 'tokenstore',
  // KMS_VAULT_AUTH_MOUNT: 'kubernetes',
  // KMS_VAULT_JWT_PATH: '/var/run/secrets/kubernetes.io/serviceaccount/token',
  // KMS_VAULT_MOUNT: 'transit',
  // KMS_VAULT_KEY: 'tokenstore',
  // KMS_VAULT_NAMESPACE: 'platform',
  // KMS_AWS_KEY_ID: 'alias/tokenstore',
  // KMS_AWS_REGION: 'eu-central-1',
  // KMS_AWS_ENDPOINT: 'https://vpce.kms.eu-central-1.example.org',

  // ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────────────

  // The redirect URI to register there: <BASE_URL>/api/oidc/callback
  OIDC_DISCOVERY_URL: 'https://login.example.org/realms/people',
  OIDC_CLIENT_ID: 'tokenstore',
  OIDC_CLIENT_SECRET: 'replace-me',
  // In place of the three above:
  // OIDC_CLIENT_SECRETS: 'client_secrets.json',

  // OIDC_SCOPE: 'openid profile email',
  // OIDC_USER_ID_CLAIM: 'sub',
  // OIDC_ROLES_CLAIM: ['roles', 'realm_access.roles'],
  // OIDC_AUDIENCE: ['tokenstore'],
  // OIDC_INTROSPECTION: 'auto',
  // ADMIN_ROLES: ['tokenstore-admin'],
  // SERVICE_ROLES: ['tokenstore-service'],

  // Accounts kept here (tokenstore users add), beside the identity provider or in place of it.
  // LOCAL_ACCOUNTS: true,
  // HTPASSWD_FILE: 'htpasswd',

  // Workshops, at which people register themselves for such accounts (docs/workshops.md).
  // WORKSHOP: true,
  // WORKSHOP_RESERVED_NAMES: ['admin', 'administrator', 'root'],
  // WORKSHOP_RATE: '1000/1m',
  // WORKSHOP_SECRET: 'hub/users/htpasswd',

  // Further issuers of bearer JWTs, for programs: an id in capitals stands in front of each one's settings.
  // TRUSTED_ISSUERS: ['k8s'],
  // K8S_ISSUER: 'https://kubernetes.default.svc.cluster.local',
  // K8S_AUDIENCE: ['tokenstore'],
  // K8S_CLAIMS: 'sub=system:serviceaccount:jobs:*',
  // K8S_ROLES: ['tokenstore-service'],
  // K8S_JWKS_URL: 'https://kubernetes.default.svc.cluster.local/openid/v1/jwks',

  // ── JupyterHub ───────────────────────────────────────────────────────────────────────────────────────────────────

  // As a service of a JupyterHub people sign in there, and nothing of OIDC is needed (docs/jupyterhub.md).
  // JUPYTERHUB: 'auto',
  // JUPYTERHUB_SUBDOMAINS: true,

  // ── Clients: services that may obtain users' tokens ──────────────────────────────────────────────────────────────

  // Whose tokens, of which providers, with which scopes, and whether each user must have consented (docs/delegation.md).
  // CLIENTS: [
  //   {
  //     id: 'job-runner',
  //     name: 'Job runner',
  //     issuer: 'https://kubernetes.default.svc.cluster.local',
  //     subject: 'system:serviceaccount:jobs:runner',
  //     rules: [{ providers: ['idp1'], scopes: ['openid'], users: { role: 'staff' } }],
  //   },
  //   {
  //     id: 'portal',
  //     secret: '<at least 16 characters>',
  //     login_client: 'portal-at-the-login-issuer',
  //     rules: [
  //       { providers: '*', users: 'all' },
  //       { providers: ['idp1'], users: ['alice', 'bob'], consent: false },
  //     ],
  //   },
  // ],

  // ── Providers, in the order in which they are shown ──────────────────────────────────────────────────────────────

  TOKEN_PROVIDERS: ['idp1', 'plain-oauth', 'gitlab'],

  // A provider of OpenID Connect: its id in capitals stands in front of its settings. The redirect URI to register
  // there: <BASE_URL>/api/v1.0/idp1/redirect_uri
  IDP1_DISCOVERY_URL: 'https://idp1.example.org',
  IDP1_CLIENT_ID: 'tokenstore',
  IDP1_CLIENT_SECRET: 'replace-me',
  // IDP1_CLIENT_SECRET_NEXT: 'the one to come, while a secret is changed',
  // IDP1_CLIENT_SECRETS: 'idp1_client_secrets.json',
  // IDP1_CLIENT_AUTH: 'basic',
  // With CLIENT_AUTH private_key_jwt, or mtls; each may be a file: TOKENSTORE_IDP1_PRIVATE_KEY_FILE
  // IDP1_PRIVATE_KEY: '<PKCS#8 in PEM form, or a JWK>',
  // IDP1_PRIVATE_KEY_ID: '2026',
  // IDP1_TLS_CERT: '<PEM>',
  // IDP1_TLS_KEY: '<PEM>',
  IDP1_SCOPE: 'openid email offline_access',
  IDP1_MD_NAME: 'Example Research Cloud',
  // IDP1_MD_DESCRIPTION: 'Storage and compute for everybody',
  // IDP1_MD_URL: 'https://idp1.example.org',
  // IDP1_MD_ICON: 'https://idp1.example.org/icon.svg',
  // IDP1_MD_LOGO: 'https://idp1.example.org/logo.svg',
  // IDP1_SUBJECT_MATCH: 'off',
  // IDP1_ACCOUNTS: 'many',
  // IDP1_MIN_TTL: '60s',
  // IDP1_REFRESH_MARGIN: '5m',
  // IDP1_KEEP_ALIVE: 'auto',
  // IDP1_RATE: '20/1s',
  // IDP1_PAR: 'auto',
  // IDP1_DPOP: 'off',
  // IDP1_RESOURCE: ['https://api.example.org'],

  // A provider of plain OAuth 2.0: it has no discovery, and habits of its own.
  PLAIN_OAUTH_AUTHORIZE_URL: 'https://oauth.example.com/authorize',
  PLAIN_OAUTH_TOKEN_URL: 'https://oauth.example.com/token',
  // PLAIN_OAUTH_REFRESH_URL: 'https://oauth.example.com/refresh',
  // PLAIN_OAUTH_EXCHANGE_URL: 'https://oauth.example.com/exchange',
  // PLAIN_OAUTH_REVOKE_URL: 'https://oauth.example.com/revoke',
  // PLAIN_OAUTH_USERINFO_URL: 'https://oauth.example.com/userinfo',
  // PLAIN_OAUTH_DEVICE_URL: 'https://oauth.example.com/device',
  // PLAIN_OAUTH_PAR_URL: 'https://oauth.example.com/par',
  PLAIN_OAUTH_CLIENT_ID: 'tokenstore',
  PLAIN_OAUTH_CLIENT_SECRET: 'replace-me',
  PLAIN_OAUTH_SCOPE: 'files.read',
  // PLAIN_OAUTH_SCOPE_SEPARATOR: 'space',
  PLAIN_OAUTH_AUTHORIZE_PARAMS: { access_type: 'offline', prompt: 'consent' },
  // PLAIN_OAUTH_TOKEN_PARAMS: 'audience=api.example.com',
  // PLAIN_OAUTH_REFRESH_PARAMS: 'audience=api.example.com',
  // PLAIN_OAUTH_REQUEST_HEADERS: { 'X-Api-Version': '2026-11-22' },
  // PLAIN_OAUTH_PROPAGATE_TRACE: false,
  // PLAIN_OAUTH_PARAM_NAMES: { client_id: 'client_key' },
  // PLAIN_OAUTH_BODY_FORMAT: 'form',
  // PLAIN_OAUTH_ACCEPT: 'application/json',
  // PLAIN_OAUTH_RESPONSE_PATHS: { tokens: 'authed_user', ok: 'ok' },
  // PLAIN_OAUTH_PKCE: 'auto',
  // PLAIN_OAUTH_ROTATES: 'auto',
  // PLAIN_OAUTH_REUSE_WINDOW: '0s',
  // PLAIN_OAUTH_IDLE_LIMIT: '180d',
  // PLAIN_OAUTH_REFRESH_EXPIRES_IN_DEFAULT: '365d',
  // PLAIN_OAUTH_REFRESH_STYLE: 'standard',
  // PLAIN_OAUTH_REFRESH_METHOD: 'post',
  // PLAIN_OAUTH_REFRESH_GRANT_TYPE: 'exchange_token',
  // PLAIN_OAUTH_REFRESH_TOKEN_PARAM: 'exchange_token',
  // PLAIN_OAUTH_EXCHANGE_AFTER_CODE: false,
  // PLAIN_OAUTH_EXCHANGE_GRANT_TYPE: 'exchange_token',
  // PLAIN_OAUTH_REFRESH_KILLS_ACCESS: false,
  // PLAIN_OAUTH_REVOKE_STYLE: 'rfc7009',
  // PLAIN_OAUTH_REVOKE_METHOD: 'post',
  // PLAIN_OAUTH_REVOKE_TOKEN_PARAM: 'token',
  // PLAIN_OAUTH_REVOKE_TOKEN: 'auto',
  // PLAIN_OAUTH_REVOKES_SINGLY: false,
  // PLAIN_OAUTH_DEAD_ERRORS: ['bad_refresh_token'],
  // PLAIN_OAUTH_CLIENT_ERRORS: ['bad_client_secret'],
  // PLAIN_OAUTH_EXPIRES_IN_DEFAULT: '2h',
  // PLAIN_OAUTH_NEVER_EXPIRES: false,
  PLAIN_OAUTH_SUBJECT_FROM: 'none',
  // PLAIN_OAUTH_SUBJECT_PATH: 'data.id',
  // PLAIN_OAUTH_LABEL_PATH: 'data.email',
  // PLAIN_OAUTH_USERINFO_METHOD: 'post',
  // PLAIN_OAUTH_USERINFO_TOKEN_PARAM: 'access_token',
  // PLAIN_OAUTH_USERINFO_BODY: '{"query": "{ viewer { id } }"}',
  // PLAIN_OAUTH_CALLBACK_METADATA: ['realmId'],
  // PLAIN_OAUTH_TOKEN_METADATA: ['instance_url'],
  // PLAIN_OAUTH_TOKEN_HOST_FROM: 'accounts-server',
  // PLAIN_OAUTH_TOKEN_HOSTS: ['oauth.example.com', 'oauth.example.eu'],

  // A provider that is known by a preset (docs/providers.md) needs its client alone; here with a server of one's own.
  GITLAB_PRESET: 'gitlab',
  GITLAB_CLIENT_ID: 'tokenstore',
  GITLAB_CLIENT_SECRET: 'replace-me',
  // GITLAB_SERVER: 'https://gitlab.example.org',
  // MICROSOFT_PRESET: 'microsoft',
  // MICROSOFT_TENANT: 'example.org',
} satisfies SettingsFile;
