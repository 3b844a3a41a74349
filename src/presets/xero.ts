import type { Preset } from './preset.ts';

export const xero: Preset = {
  name: 'xero',
  knobs: {
    DISCOVERY_URL: 'https://identity.xero.com',
    SCOPE: 'openid profile email offline_access',
    ROTATES: 'yes',
    REUSE_WINDOW: '30m',
    IDLE_LIMIT: '60d',
    MD_NAME: 'Xero',
    MD_DESCRIPTION: 'Accounting in Xero.',
    MD_URL: 'https://www.xero.com',
  },
  icon: { initials: 'X', colour: '#00566b' },
  recipe: {
    register: '[developer.xero.com/app/manage](https://developer.xero.com/app/manage), an app of the type *Web app*.',
    redirect: '*Configuration*, *Redirect URIs*.',
    scopes: 'Add those of the accounting API (`accounting.transactions.read`, …); keep `offline_access`.',
    special:
      'Tokens last 30 minutes. Which organisations a token reaches is told by `https://api.xero.com/connections`.',
  },
  docs: 'https://developer.xero.com/documentation/guides/oauth2/auth-flow',
  verified: { on: '2026-11-22', by: 'documentation' },
};
