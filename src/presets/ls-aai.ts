import type { Preset } from './preset.ts';

export const lsAai: Preset = {
  name: 'ls-aai',
  knobs: {
    DISCOVERY_URL: 'https://login.aai.lifescience-ri.eu/oidc/',
    SCOPE: 'openid email profile offline_access',
    MD_NAME: 'LS Login',
    MD_DESCRIPTION: 'The life-science research infrastructures’ sign-in (LS AAI).',
    MD_URL: 'https://lifescience-ri.eu/ls-login/',
  },
  icon: { initials: 'LS', colour: '#0b5d4b' },
  recipe: {
    register:
      '[services.aai.lifescience-ri.eu](https://services.aai.lifescience-ri.eu/spreg/), *Register a service*, OIDC.',
    redirect: '*Redirect URIs*.',
    scopes: 'Add `ga4gh_passport_v1` and others, as registered; keep `offline_access`.',
    special: 'A service starts in the test environment, where only its testers may sign in.',
  },
  docs: 'https://lifescience-ri.eu/ls-login/relying-parties/how-to-register-and-integrate-service-to-ls-login.html',
  verified: 'not yet',
};
