import type { Preset } from './preset.ts';

export const zoho: Preset = {
  name: 'zoho',
  knobs: {
    AUTHORIZE_URL: 'https://accounts.zoho.com/oauth/v2/auth',
    TOKEN_URL: 'https://accounts.zoho.com/oauth/v2/token',
    REVOKE_URL: 'https://accounts.zoho.com/oauth/v2/token/revoke',
    REVOKE_STYLE: 'query',
    USERINFO_URL: 'https://accounts.zoho.com/oauth/user/info',
    TOKEN_HOST_FROM: 'accounts-server',
    TOKEN_HOSTS: [
      ...['accounts.zoho.com', 'accounts.zoho.eu', 'accounts.zoho.in', 'accounts.zoho.com.au', 'accounts.zoho.jp'],
      ...['accounts.zoho.sa', 'accounts.zoho.uk', 'accounts.zohocloud.ca', 'accounts.zoho.com.cn'],
    ],
    CLIENT_AUTH: 'post',
    CLIENT_ERRORS: ['invalid_client_secret'],
    SCOPE: 'AaaServer.profile.READ',
    SCOPE_SEPARATOR: 'comma',
    AUTHORIZE_PARAMS: { access_type: 'offline', prompt: 'consent' },
    ROTATES: 'no',
    // Errors come with status 200.
    DEAD_ERRORS: ['invalid_code'],
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'ZUID',
    LABEL_PATH: 'Email',
    CALLBACK_METADATA: ['accounts-server', 'location'],
    TOKEN_METADATA: ['api_domain'],
    MD_NAME: 'Zoho',
    MD_DESCRIPTION: 'Zoho CRM, Books, Mail and others.',
    MD_URL: 'https://www.zoho.com',
  },
  icon: { initials: 'Z', colour: '#8a1c3c' },
  recipe: {
    register: '[api-console.zoho.com](https://api-console.zoho.com), a *Server-based Application*, with *Multi-DC* on.',
    redirect: '*Authorized Redirect URIs*.',
    scopes: 'Add those of each service (`ZohoCRM.modules.READ`, …); keep `AaaServer.profile.READ`.',
    special:
      'A user gets ten tokens in ten minutes, and has twenty grants of an app; the oldest go. Accounts of other regions are spoken to on their own hosts.',
  },
  docs: 'https://www.zoho.com/accounts/protocol/oauth/web-server-applications.html',
  verified: { on: '2026-11-22', by: 'documentation' },
};
