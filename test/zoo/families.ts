import type { Family } from './authorization-server.ts';
import { atlassian } from './families/atlassian.ts';
import { dropbox } from './families/dropbox.ts';
import { facebook } from './families/facebook.ts';
import { figma } from './families/figma.ts';
import { githubApp, githubOauthApp } from './families/github.ts';
import { google } from './families/google.ts';
import { instagram } from './families/instagram.ts';
import { linear } from './families/linear.ts';
import { microsoft } from './families/microsoft.ts';
import { notion } from './families/notion.ts';
import { quickbooks } from './families/quickbooks.ts';
import { salesforce } from './families/salesforce.ts';
import { shopify } from './families/shopify.ts';
import { slack } from './families/slack.ts';
import { strava } from './families/strava.ts';
import { tiktok } from './families/tiktok.ts';
import { twitch } from './families/twitch.ts';
import { zoho } from './families/zoho.ts';

/** The zoo: every kind of provider that differs from the standard. Presets that keep to it are walked against oidc-provider. */
export const families: readonly Family[] = [
  githubOauthApp,
  githubApp,
  google,
  microsoft(),
  slack(),
  slack({ rotation: true }),
  atlassian(),
  notion(),
  notion({ refreshTokens: false }),
  zoho,
  quickbooks,
  salesforce,
  facebook,
  instagram,
  tiktok,
  shopify,
  linear,
  dropbox,
  strava,
  twitch,
  figma,
];
