import type { Preset } from './preset.ts';

export const bitbucket: Preset = {
  name: 'bitbucket',
  knobs: {
    AUTHORIZE_URL: 'https://bitbucket.org/site/oauth2/authorize',
    TOKEN_URL: 'https://bitbucket.org/site/oauth2/access_token',
    USERINFO_URL: 'https://api.bitbucket.org/2.0/user',
    CLIENT_AUTH: 'basic',
    SCOPE: 'account',
    RESPONSE_PATHS: { scope: 'scopes' },
    REVOKE_STYLE: 'none',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'uuid',
    LABEL_PATH: 'display_name',
    MD_NAME: 'Bitbucket',
    MD_DESCRIPTION: 'Code and pipelines on Bitbucket Cloud.',
    MD_URL: 'https://bitbucket.org',
  },
  icon: { initials: 'BB', colour: '#1f4e79' },
  recipe: {
    register: 'Bitbucket, a workspace’s *Settings*, *OAuth consumers*, *Add consumer*, as a private consumer.',
    redirect: '*Callback URL*.',
    scopes: '`account`, `repository`, `pullrequest`, …, each ticked at the consumer too.',
    special: 'Tokens last 2 hours. There is no revocation by a client: users do it in their account.',
  },
  docs: 'https://developer.atlassian.com/cloud/bitbucket/oauth-2/',
  verified: { on: '2026-11-22', by: 'documentation' },
};
