import type { Preset } from './preset.ts';

export const auth0: Preset = {
  name: 'auth0',
  knobs: {
    DISCOVERY_URL: '{server}',
    SCOPE: 'openid email offline_access',
    MD_NAME: 'Auth0',
    MD_DESCRIPTION: 'Sign-in and APIs behind Auth0.',
    MD_URL: '{server}',
  },
  icon: { initials: 'A0', colour: '#37474f' },
  recipe: {
    register: 'Auth0 dashboard, *Applications*, *Regular Web Application*, with the *Refresh Token* grant.',
    redirect: '*Allowed Callback URLs*.',
    scopes: 'Keep `offline_access`, and allow it at the API (*Allow Offline Access*).',
    special:
      'For tokens of an API: `AUTHORIZE_PARAMS=audience=<its identifier>`. With rotation on, set `REUSE_WINDOW` to the overlap period.',
  },
  docs: 'https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation',
  verified: { on: '2026-11-22', by: 'documentation' },
  server: 'https://example.eu.auth0.com',
};
