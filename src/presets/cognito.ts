import type { Preset } from './preset.ts';

export const cognito: Preset = {
  name: 'cognito',
  knobs: {
    DISCOVERY_URL: '{server}',
    // offline_access is no scope there: refresh tokens come by themselves.
    SCOPE: 'openid email',
    MD_NAME: 'Amazon Cognito',
    MD_DESCRIPTION: 'Sign-in and APIs behind an Amazon Cognito user pool.',
    MD_URL: 'https://aws.amazon.com/cognito/',
  },
  icon: { initials: 'CO', colour: '#7a3b00' },
  recipe: {
    register:
      'Amazon Cognito console, the user pool, *App clients*, with a client secret and the authorization code grant.',
    redirect: '*Allowed callback URLs*.',
    scopes: 'Add those of the pool’s resource servers, ticked at the app client too.',
    special:
      '`SERVER` is the pool’s issuer, not its domain. With rotation on, set `REUSE_WINDOW` to the retry grace period (0–60 s).',
  },
  docs: 'https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html',
  verified: 'not yet',
  server: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_EXAMPLE',
};
