import type { Preset } from './preset.ts';

export const salesforce: Preset = {
  name: 'salesforce',
  knobs: {
    SERVER: 'https://login.salesforce.com',
    DISCOVERY_URL: '{server}',
    SCOPE: 'openid api refresh_token',
    // The answer names no lifetime; the org's session timeout is two hours unless it says otherwise.
    EXPIRES_IN_DEFAULT: '2h',
    TOKEN_METADATA: ['instance_url'],
    MD_NAME: 'Salesforce',
    MD_DESCRIPTION: 'Customers and records of a Salesforce org.',
    MD_URL: 'https://www.salesforce.com',
  },
  icon: { initials: 'SF', colour: '#00566b' },
  recipe: {
    register: 'Salesforce *Setup*, *External Client Apps* (or a *Connected App*), with OAuth enabled.',
    redirect: '*Callback URL*.',
    scopes: '`api` for data; `refresh_token` is what keeps the grant alive.',
    special:
      'A sandbox or a My Domain: `SERVER=https://test.salesforce.com`. Set `EXPIRES_IN_DEFAULT` to the org’s session timeout. ' +
      'A user has few live grants for an app; the oldest goes. Where the app rotates refresh tokens, each is good for one use.',
  },
  docs: 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_refresh_token_flow.htm',
  verified: { on: '2026-11-22', by: 'documentation' },
};
