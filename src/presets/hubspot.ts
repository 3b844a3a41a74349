import type { Preset } from './preset.ts';

export const hubspot: Preset = {
  name: 'hubspot',
  knobs: {
    AUTHORIZE_URL: 'https://app.hubspot.com/oauth/authorize',
    TOKEN_URL: 'https://api.hubapi.com/oauth/v3/token',
    CLIENT_AUTH: 'post',
    SCOPE: 'oauth',
    ROTATES: 'no',
    REVOKE_STYLE: 'none',
    SUBJECT_FROM: 'answer',
    SUBJECT_PATH: 'hub_id',
    LABEL_PATH: 'hub_id',
    TOKEN_METADATA: ['hub_id'],
    MD_NAME: 'HubSpot',
    MD_DESCRIPTION: 'Contacts and campaigns in HubSpot.',
    MD_URL: 'https://www.hubspot.com',
  },
  icon: { initials: 'HS', colour: '#7a3b00' },
  recipe: {
    register: '[developers.hubspot.com](https://developers.hubspot.com), an app; the client is under *Auth*.',
    redirect: '*Redirect URLs*.',
    scopes:
      'Those of the app, all of them (`oauth crm.objects.contacts.read`): HubSpot refuses a set that lacks a required one.',
    special: 'Tokens last 30 minutes. A portal is one account, whoever of its users connects it.',
  },
  docs: 'https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide',
  verified: { on: '2026-11-22', by: 'documentation' },
};
