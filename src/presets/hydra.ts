import type { Preset } from './preset.ts';

export const hydra: Preset = {
  name: 'hydra',
  knobs: {
    DISCOVERY_URL: '{server}',
    SCOPE: 'openid email offline_access',
    ROTATES: 'yes',
    IDLE_LIMIT: '30d',
    REFRESH_KILLS_ACCESS: true,
    MD_NAME: 'Ory Hydra',
    MD_DESCRIPTION: 'Sign-in and APIs behind Ory Hydra.',
    MD_URL: 'https://www.ory.sh/hydra/',
  },
  icon: { initials: 'OH', colour: '#5b2a86' },
  recipe: {
    register: '`hydra create oauth2-client` with the grants `authorization_code,refresh_token`.',
    redirect: '`--redirect-uri`.',
    scopes: 'Each must be allowed at the client; keep `offline_access`.',
    special:
      'A refresh ends the old access token. Set `IDLE_LIMIT` to `ttl.refresh_token`, and `REUSE_WINDOW` to a configured grace period.',
  },
  docs: 'https://www.ory.sh/docs/oauth2-oidc/refresh-token-grant',
  verified: { on: '2026-11-22', by: 'documentation' },
  server: 'https://hydra.example.org',
};
