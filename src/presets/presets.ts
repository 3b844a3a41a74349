import { aaf } from './aaf.ts';
import { asana } from './asana.ts';
import { atlassian } from './atlassian.ts';
import { auth0 } from './auth0.ts';
import { bitbucket } from './bitbucket.ts';
import { box } from './box.ts';
import { cilogon } from './cilogon.ts';
import { cognito } from './cognito.ts';
import { discord } from './discord.ts';
import { dropbox } from './dropbox.ts';
import { egiCheckin } from './egi-checkin.ts';
import { exact } from './exact.ts';
import { facebook } from './facebook.ts';
import { figma } from './figma.ts';
import { gitea, forgejo } from './gitea.ts';
import { github, githubApp } from './github.ts';
import { gitlab } from './gitlab.ts';
import { globus } from './globus.ts';
import { google } from './google.ts';
import { hubspot } from './hubspot.ts';
import { hydra } from './hydra.ts';
import { instagram } from './instagram.ts';
import { keycloak } from './keycloak.ts';
import { linear } from './linear.ts';
import { linkedin } from './linkedin.ts';
import { lsAai } from './ls-aai.ts';
import { microsoft } from './microsoft.ts';
import { notion } from './notion.ts';
import { okta } from './okta.ts';
import { orcid } from './orcid.ts';
import { quickbooks } from './quickbooks.ts';
import { reddit } from './reddit.ts';
import { salesforce } from './salesforce.ts';
import { shopify } from './shopify.ts';
import { slack, slackRotating } from './slack.ts';
import { spotify } from './spotify.ts';
import { strava } from './strava.ts';
import { tiktok } from './tiktok.ts';
import { twitch } from './twitch.ts';
import { x } from './x.ts';
import { xero } from './xero.ts';
import { zoho } from './zoho.ts';
import { zoom } from './zoom.ts';
import type { Preset } from './preset.ts';

/** Every provider that is known, in the order in which they are documented. */
export const presets: readonly Preset[] = [
  google,
  microsoft,
  github,
  githubApp,
  gitlab,
  gitea,
  forgejo,
  bitbucket,
  slack,
  slackRotating,
  atlassian,
  salesforce,
  notion,
  zoho,
  xero,
  quickbooks,
  exact,
  hubspot,
  box,
  dropbox,
  reddit,
  x,
  discord,
  spotify,
  zoom,
  linkedin,
  asana,
  figma,
  linear,
  strava,
  twitch,
  okta,
  auth0,
  cognito,
  hydra,
  keycloak,
  orcid,
  globus,
  egiCheckin,
  cilogon,
  lsAai,
  aaf,
  facebook,
  instagram,
  shopify,
  tiktok,
];

const byName = new Map(presets.map((preset) => [preset.name, preset]));

/** The preset that `PRESET` names. */
export function findPreset(name: string): Preset | undefined {
  return byName.get(name);
}
