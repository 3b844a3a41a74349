import type { Preset } from './preset.ts';

export const linear: Preset = {
  name: 'linear',
  knobs: {
    AUTHORIZE_URL: 'https://linear.app/oauth/authorize',
    TOKEN_URL: 'https://api.linear.app/oauth/token',
    REVOKE_URL: 'https://api.linear.app/oauth/revoke',
    CLIENT_AUTH: 'post',
    SCOPE: 'read',
    SCOPE_SEPARATOR: 'comma',
    AUTHORIZE_PARAMS: { prompt: 'consent' },
    ROTATES: 'yes',
    // Its only answer about a user is GraphQL; somebody is another user in each workspace.
    USERINFO_URL: 'https://api.linear.app/graphql',
    USERINFO_METHOD: 'post',
    USERINFO_BODY: '{"query":"{ viewer { id email } }"}',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'data.viewer.id',
    LABEL_PATH: 'data.viewer.email',
    MD_NAME: 'Linear',
    MD_DESCRIPTION: 'Issues and projects in Linear.',
    MD_URL: 'https://linear.app',
  },
  icon: { initials: 'LN', colour: '#5b2a86' },
  recipe: {
    register: 'Linear, *Settings*, *API*, *OAuth applications*.',
    redirect: '*Callback URLs*.',
    scopes: '`read`, `write`, `issues:create`, …',
    special: 'Tokens last a day. Each workspace is asked for on its own, and is an account of its own.',
  },
  docs: 'https://linear.app/developers/oauth-2-0-authentication',
  verified: 'not yet',
};
