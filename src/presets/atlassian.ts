import type { Preset } from './preset.ts';

export const atlassian: Preset = {
  name: 'atlassian',
  knobs: {
    AUTHORIZE_URL: 'https://auth.atlassian.com/authorize',
    TOKEN_URL: 'https://auth.atlassian.com/oauth/token',
    USERINFO_URL: 'https://api.atlassian.com/me',
    CLIENT_AUTH: 'post',
    CLIENT_ERRORS: ['access_denied'],
    BODY_FORMAT: 'json',
    SCOPE: 'read:me offline_access',
    AUTHORIZE_PARAMS: { audience: 'api.atlassian.com', prompt: 'consent' },
    // A dead grant is `invalid_grant` here too, with status 403.
    ROTATES: 'yes',
    REUSE_WINDOW: '10m',
    IDLE_LIMIT: '90d',
    REVOKE_STYLE: 'none',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'account_id',
    LABEL_PATH: 'email',
    MD_NAME: 'Atlassian',
    MD_DESCRIPTION: 'Jira and Confluence in the cloud.',
    MD_URL: 'https://www.atlassian.com',
  },
  icon: { initials: 'A', colour: '#1f4e79' },
  recipe: {
    register: '[developer.atlassian.com/console](https://developer.atlassian.com/console), an *OAuth 2.0 integration*.',
    redirect: '*Authorization*, *OAuth 2.0 (3LO)*, *Callback URL*.',
    scopes:
      'Add those of each API (`read:jira-work`, …) here and under *Permissions*; keep `read:me` and `offline_access`.',
    special: 'Which sites a token reaches is told by `https://api.atlassian.com/oauth/token/accessible-resources`.',
  },
  docs: 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/',
  verified: { on: '2026-11-22', by: 'documentation' },
};
