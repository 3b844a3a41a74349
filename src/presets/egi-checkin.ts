import type { Preset } from './preset.ts';

export const egiCheckin: Preset = {
  name: 'egi-checkin',
  knobs: {
    DISCOVERY_URL: 'https://aai.egi.eu/auth/realms/egi',
    SCOPE: 'openid email offline_access',
    MD_NAME: 'EGI Check-in',
    MD_DESCRIPTION: 'Research computing of the EGI Federation.',
    MD_URL: 'https://www.egi.eu',
  },
  icon: { initials: 'EG', colour: '#1f4e79' },
  recipe: {
    register:
      '[aai.egi.eu/federation](https://aai.egi.eu/federation), *Register new service*, OIDC, in the *demo* environment first.',
    redirect: '*Redirect URI(s)*.',
    scopes: 'Add `eduperson_entitlement`, `voperson_id`, …, as registered; keep `offline_access`.',
    special: 'The demo environment: `DISCOVERY_URL=https://aai-demo.egi.eu/auth/realms/egi`.',
  },
  docs: 'https://docs.egi.eu/providers/check-in/sp/',
  verified: { on: '2026-11-22', by: 'documentation' },
};
