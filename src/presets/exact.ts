import type { Preset } from './preset.ts';

export const exact: Preset = {
  name: 'exact',
  knobs: {
    SERVER: 'https://start.exactonline.nl',
    AUTHORIZE_URL: '{server}/api/oauth2/auth',
    TOKEN_URL: '{server}/api/oauth2/token',
    USERINFO_URL: '{server}/api/v1/current/Me?$select=UserID,FullName',
    CLIENT_AUTH: 'post',
    SCOPE: '',
    ROTATES: 'yes',
    // A token lives ten minutes, and no other is given for the first nine and a half.
    MIN_TTL: '20s',
    REFRESH_MARGIN: '20s',
    IDLE_LIMIT: '30d',
    REVOKE_STYLE: 'none',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'd.results.0.UserID',
    LABEL_PATH: 'd.results.0.FullName',
    MD_NAME: 'Exact Online',
    MD_DESCRIPTION: 'Accounting in Exact Online.',
    MD_URL: 'https://www.exact.com',
  },
  icon: { initials: 'E', colour: '#8a1c3c' },
  recipe: {
    register:
      '[apps.exactonline.com](https://apps.exactonline.com), *Manage my apps*, an app of the country’s own app centre.',
    redirect: '*Redirect URI*; https only.',
    scopes: 'None: what an app may do is ticked where it is registered.',
    special:
      'Another country: `SERVER=https://start.exactonline.be`. Tokens last ten minutes, and are renewed in their last half minute only.',
  },
  docs: 'https://support.exactonline.com/community/s/knowledge-base#All-All-DNO-Content-oauth-eol-oauth-dev-step2',
  verified: 'not yet',
};
