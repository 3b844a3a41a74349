import type { Preset } from './preset.ts';

export const orcid: Preset = {
  name: 'orcid',
  knobs: {
    DISCOVERY_URL: 'https://orcid.org',
    REVOKE_URL: 'https://orcid.org/oauth/revoke',
    CLIENT_AUTH: 'post',
    SCOPE: 'openid',
    PKCE: 'off',
    // A refresh ends the pair that was spent.
    ROTATES: 'yes',
    REFRESH_KILLS_ACCESS: true,
    REVOKES_SINGLY: true,
    SUBJECT_FROM: 'answer',
    SUBJECT_PATH: 'orcid',
    LABEL_PATH: 'name',
    MD_NAME: 'ORCID',
    MD_DESCRIPTION: 'Researchers’ identifiers and records at ORCID.',
    MD_URL: 'https://orcid.org',
  },
  icon: { initials: 'OR', colour: '#4a5a00' },
  recipe: {
    register: 'ORCID, *Developer tools* of a person’s account; the member API has a registration form of its own.',
    redirect: '*Redirect URIs*; https only.',
    scopes: '`openid`; members add `/read-limited`, `/activities/update`, …',
    special: 'Tokens last 20 years. The sandbox: `DISCOVERY_URL=https://sandbox.orcid.org`.',
  },
  docs: 'https://info.orcid.org/ufaqs/what-are-refresh-tokens/',
  verified: { on: '2026-11-22', by: 'documentation' },
};
