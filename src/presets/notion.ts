import type { Preset } from './preset.ts';

export const notion: Preset = {
  name: 'notion',
  knobs: {
    AUTHORIZE_URL: 'https://api.notion.com/v1/oauth/authorize',
    TOKEN_URL: 'https://api.notion.com/v1/oauth/token',
    CLIENT_AUTH: 'basic',
    BODY_FORMAT: 'json',
    SCOPE: '',
    AUTHORIZE_PARAMS: { owner: 'user' },
    PKCE: 'off',
    NEVER_EXPIRES: true,
    ROTATES: 'yes',
    REVOKE_URL: 'https://api.notion.com/v1/oauth/revoke',
    REVOKE_TOKEN: 'access',
    // Its revocation is refused without.
    REQUEST_HEADERS: { 'Notion-Version': '2025-09-03' },
    // One bot for each user and workspace: what tells two grants apart.
    SUBJECT_FROM: 'answer',
    SUBJECT_PATH: 'bot_id',
    LABEL_PATH: 'workspace_name',
    TOKEN_METADATA: ['bot_id', 'workspace_id', 'workspace_name'],
    MD_NAME: 'Notion',
    MD_DESCRIPTION: 'Pages and databases of a Notion workspace.',
    MD_URL: 'https://www.notion.com',
  },
  icon: { initials: 'N', colour: '#37474f' },
  recipe: {
    register:
      '[notion.so/profile/integrations](https://www.notion.so/profile/integrations), an integration of the type *Public*.',
    redirect: '*Redirect URIs*.',
    scopes: 'None: the integration’s capabilities, and the pages that the user picks.',
    special: 'Each workspace is an account of its own.',
  },
  docs: 'https://developers.notion.com/docs/authorization',
  verified: { on: '2026-11-22', by: 'documentation' },
};
