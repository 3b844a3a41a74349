import type { Knobs, Preset } from './preset.ts';

const shared = {
  AUTHORIZE_URL: 'https://slack.com/oauth/v2/authorize',
  TOKEN_URL: 'https://slack.com/api/oauth.v2.access',
  REVOKE_URL: 'https://slack.com/api/auth.revoke',
  REVOKE_STYLE: 'bearer',
  CLIENT_AUTH: 'basic',
  CLIENT_ERRORS: ['invalid_client_id', 'bad_client_secret'],
  SCOPE: 'users.profile:read',
  SCOPE_SEPARATOR: 'comma',
  // The user's token; `scope` would ask for a bot's.
  PARAM_NAMES: { scope: 'user_scope' },
  RESPONSE_PATHS: { tokens: 'authed_user', error: 'error', ok: 'ok' },
  // An app that takes PKCE is a public client there, for good.
  PKCE: 'off',
  SUBJECT_FROM: 'answer',
  SUBJECT_PATH: 'authed_user.id',
  LABEL_PATH: 'team.name',
  TOKEN_METADATA: ['team.id', 'team.name'],
  MD_NAME: 'Slack',
  MD_DESCRIPTION: 'Messages and files of a Slack workspace.',
  MD_URL: 'https://slack.com',
} as const satisfies Knobs;

const recipe = {
  register:
    '[api.slack.com/apps](https://api.slack.com/apps), *Create New App*; the client is under *Basic Information*.',
  redirect: '*OAuth & Permissions*, *Redirect URLs*; https only.',
  scopes: 'User token scopes, added to the app as well (`channels:read`, `files:read`, …).',
};

/** An app without token rotation. */
export const slack: Preset = {
  name: 'slack',
  knobs: { ...shared, NEVER_EXPIRES: true, REFRESH_STYLE: 'none' },
  icon: { initials: 'S', colour: '#5b2a86' },
  recipe: {
    ...recipe,
    special: 'Tokens do not expire. Once token rotation is switched on (for good), use `slack-rotating`.',
  },
  docs: 'https://docs.slack.dev/authentication/installing-with-oauth',
  verified: 'not yet',
};

/** An app with token rotation: tokens of twelve hours. */
export const slackRotating: Preset = {
  name: 'slack-rotating',
  knobs: { ...shared, ROTATES: 'yes', DEAD_ERRORS: ['invalid_refresh_token', 'token_revoked', 'token_expired'] },
  icon: { initials: 'SR', colour: '#5b2a86' },
  recipe: { ...recipe, special: 'With *Token Rotation* on, under *OAuth & Permissions*. Tokens last 12 hours.' },
  docs: 'https://docs.slack.dev/authentication/using-token-rotation',
  verified: { on: '2026-11-22', by: 'documentation' },
};
