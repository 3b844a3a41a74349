import type { Preset } from './preset.ts';

export const okta: Preset = {
  name: 'okta',
  knobs: {
    DISCOVERY_URL: '{server}',
    SCOPE: 'openid email offline_access',
    REUSE_WINDOW: '30s',
    IDLE_LIMIT: '7d',
    MD_NAME: 'Okta',
    MD_DESCRIPTION: 'Sign-in and APIs behind Okta.',
    MD_URL: '{server}',
  },
  icon: { initials: 'O', colour: '#1f4e79' },
  recipe: {
    register:
      'Okta admin console, *Applications*, *Create App Integration*, *OIDC*, *Web Application*, with the *Refresh Token* grant.',
    redirect: '*Sign-in redirect URIs*.',
    scopes: 'Add those of the authorization server; keep `offline_access`.',
    special:
      'With an authorization server of its own: `SERVER=https://example.okta.com/oauth2/default`. Set `REUSE_WINDOW` and `IDLE_LIMIT` to its policy’s.',
  },
  docs: 'https://developer.okta.com/docs/guides/refresh-tokens/main/',
  verified: { on: '2026-11-22', by: 'documentation' },
  server: 'https://example.okta.com',
};
