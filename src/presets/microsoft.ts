import type { Preset } from './preset.ts';

export const microsoft: Preset = {
  name: 'microsoft',
  knobs: {
    TENANT: 'common',
    // No discovery: for several tenants it names an issuer with a gap, which no ID token can be compared with.
    AUTHORIZE_URL: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize',
    TOKEN_URL: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token',
    DEVICE_URL: 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode',
    USERINFO_URL: 'https://graph.microsoft.com/oidc/userinfo',
    SCOPE: 'openid profile email offline_access',
    // Consent each time would turn away those who may not consent for themselves.
    AUTHORIZE_PARAMS: { prompt: 'select_account' },
    // Each refresh brings another refresh token, and the old one goes on working.
    ROTATES: 'no',
    IDLE_LIMIT: '90d',
    REVOKE_STYLE: 'none',
    MD_NAME: 'Microsoft',
    MD_DESCRIPTION: 'Microsoft Entra ID and Microsoft 365.',
    MD_URL: 'https://www.microsoft.com',
  },
  icon: { initials: 'M', colour: '#00566b' },
  recipe: {
    register:
      'Microsoft Entra admin center, *App registrations*, *New registration*; a secret under *Certificates & secrets*.',
    redirect: '*Redirect URI* of the platform *Web*.',
    scopes:
      'Add permissions of one resource (`https://graph.microsoft.com/Files.Read`); accounts are named for those of Graph only.',
    special: 'For one organisation only, set `TENANT` to its id or domain. There is no revocation of single tokens.',
  },
  docs: 'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow',
  verified: { on: '2026-11-22', by: 'documentation' },
};
