import type { Preset } from './preset.ts';

export const shopify: Preset = {
  name: 'shopify',
  knobs: {
    AUTHORIZE_URL: '{server}/admin/oauth/authorize',
    TOKEN_URL: '{server}/admin/oauth/access_token',
    CLIENT_AUTH: 'post',
    SCOPE: 'read_products',
    SCOPE_SEPARATOR: 'comma',
    TOKEN_PARAMS: { expiring: '1' },
    ROTATES: 'yes',
    REVOKE_STYLE: 'none',
    CALLBACK_METADATA: ['shop'],
    SUBJECT_FROM: 'callback',
    SUBJECT_PATH: 'shop',
    LABEL_PATH: 'shop',
    MD_NAME: 'Shopify',
    MD_DESCRIPTION: 'A shop on Shopify.',
    MD_URL: '{server}',
  },
  icon: { initials: 'SH', colour: '#4a5a00' },
  recipe: {
    register: '[dev.shopify.com](https://dev.shopify.com), an app; the client is under *Settings*.',
    redirect: '*Redirect URLs*; the shop’s own host has to be installed with the app.',
    scopes: '`read_products`, `read_orders`, …; comma or blank does.',
    special:
      'One provider a shop. Tokens last an hour, refresh tokens 90 days. The token goes into `X-Shopify-Access-Token`.',
  },
  docs: 'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens',
  verified: { on: '2026-11-22', by: 'documentation' },
  server: 'https://example.myshopify.com',
};
