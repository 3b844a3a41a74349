import type { Preset } from './preset.ts';

export const globus: Preset = {
  name: 'globus',
  knobs: {
    DISCOVERY_URL: 'https://auth.globus.org',
    SCOPE: 'openid email profile',
    AUTHORIZE_PARAMS: { access_type: 'offline' },
    ROTATES: 'no',
    IDLE_LIMIT: '180d',
    MD_NAME: 'Globus',
    MD_DESCRIPTION: 'Research data and computing at Globus.',
    MD_URL: 'https://www.globus.org',
  },
  icon: { initials: 'GB', colour: '#1f4e79' },
  recipe: {
    register: '[app.globus.org/settings/developers](https://app.globus.org/settings/developers), *Register a portal*.',
    redirect: '*Redirects*.',
    scopes:
      'One resource server a provider (`urn:globus:auth:scope:transfer.api.globus.org:all`): others’ tokens come as `other_tokens`, which are not kept.',
    special: 'Tokens last 48 hours. For several resource servers, configure the provider once for each.',
  },
  docs: 'https://docs.globus.org/api/auth/developer-guide/',
  verified: 'not yet',
};
