import type { Preset } from './preset.ts';

export const facebook: Preset = {
  name: 'facebook',
  knobs: {
    AUTHORIZE_URL: 'https://www.facebook.com/dialog/oauth',
    TOKEN_URL: 'https://graph.facebook.com/oauth/access_token',
    USERINFO_URL: 'https://graph.facebook.com/me?fields=id,name,email',
    REVOKE_URL: 'https://graph.facebook.com/me/permissions',
    REVOKE_STYLE: 'query',
    REVOKE_METHOD: 'delete',
    REVOKE_TOKEN_PARAM: 'access_token',
    CLIENT_AUTH: 'post',
    SCOPE: 'public_profile email',
    SCOPE_SEPARATOR: 'comma',
    // There is no refresh token: a token of an hour or two is exchanged for one of 60 days, and that one again.
    REFRESH_STYLE: 'exchange',
    REFRESH_METHOD: 'get',
    REFRESH_GRANT_TYPE: 'fb_exchange_token',
    REFRESH_TOKEN_PARAM: 'fb_exchange_token',
    EXCHANGE_AFTER_CODE: true,
    EXPIRES_IN_DEFAULT: '60d',
    RESPONSE_PATHS: { error: 'error.code' },
    DEAD_ERRORS: ['190'],
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'id',
    LABEL_PATH: 'name',
    MD_NAME: 'Facebook',
    MD_DESCRIPTION: 'Pages and profiles on Facebook.',
    MD_URL: 'https://www.facebook.com',
  },
  icon: { initials: 'FB', colour: '#1f4e79' },
  recipe: {
    register: '[developers.facebook.com/apps](https://developers.facebook.com/apps), an app with *Facebook Login*.',
    redirect: '*Facebook Login*, *Settings*, *Valid OAuth Redirect URIs*.',
    scopes: '`pages_show_list` and others, once the app’s review allows them.',
    special:
      'Tokens last 60 days, and are exchanged while they live. Revoking ends all that the user granted to the app.',
  },
  docs: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived',
  verified: 'not yet',
};
