import type { Report } from './fault.ts';
import type { GivenValues } from './given.ts';
import { placeOf, readHubVariables, type HubVariable, type HubVariables } from './hub-variables.ts';
import { boolean } from './types/text.ts';
import { urlPrefix } from './types/url.ts';

/** The JupyterHub whose service this is. URLs have no slash at the end. */
export interface HubSettings {
  /** Of the Hub's API, as this process reaches it. */
  readonly apiUrl: string;
  /** Proves this service to the Hub, as its OAuth client too. */
  readonly apiToken: string;
  readonly clientId: string;
  /** Where people find the Hub (`https://hub.example.org/hub`): the issuer of its users. */
  readonly url: string;
  /** The redirect URI as it is registered at the Hub: a mere path where both have one origin. */
  readonly callbackUrl: string;
  /** Scopes of the Hub of which somebody needs one to come in. */
  readonly accessScopes: readonly string[];
  /** Set where this is one user's own server. */
  readonly ownServer: OwnServer | undefined;
  /** Users' servers can script the pages of this service: see `JUPYTERHUB_SUBDOMAINS`. */
  readonly isOriginShared: boolean;
}

export interface OwnServer {
  /** The only one who may come in. */
  readonly user: string;
  /** `''` for the user's default server. */
  readonly name: string;
  /** Where use is reported to. */
  readonly activityUrl: string | undefined;
}

/** What is known of the Hub once all variables were read. */
export interface FoundHub {
  /** Also where `settings` are missing for a fault. */
  readonly isOn: boolean;
  readonly settings: HubSettings | undefined;
}

const OFF: FoundHub = { isOn: false, settings: undefined };
const CALLBACK = '/oauth_callback';

/**
 * Reads what the Hub says in variables of its own (`JUPYTERHUB_…`, without our prefix), and sets what follows for `HOST`,
 * `PORT` and `BASE_URL`, as if it had been given by name. The Hub's word on where to listen counts more than anybody's, for
 * its proxy goes nowhere else; its word on the public URL counts where the operator gives none.
 */
export function addHub(
  values: GivenValues,
  env: Readonly<Record<string, string | undefined>>,
  report: Report,
): FoundHub {
  const mode = values.get('JUPYTERHUB');
  const hasToken = (env['JUPYTERHUB_API_TOKEN'] ?? '').trim() !== '';
  if (mode?.value === 'off' || (mode?.value !== 'on' && !hasToken)) return OFF;
  const hub = readHubVariables(env, report);
  listenWhereToldTo(hub, values, report);
  return { isOn: true, settings: hubSettings(hub, values, report) };
}

function hubSettings(hub: HubVariables, values: GivenValues, report: Report): HubSettings | undefined {
  const { JUPYTERHUB_API_TOKEN: apiToken, JUPYTERHUB_SERVICE_NAME: name, JUPYTERHUB_BASE_URL: root } = hub;
  const clientId = hub.JUPYTERHUB_CLIENT_ID ?? (name === undefined ? undefined : `service-${name}`);
  const accessScopes = accessScopesOf(hub);
  const base = addBase(hub, values, report);
  requireAll({ JUPYTERHUB_API_TOKEN: apiToken, JUPYTERHUB_CLIENT_ID: clientId }, report);
  requireAll({ JUPYTERHUB_OAUTH_ACCESS_SCOPES: accessScopes }, report);
  if (apiToken === undefined || clientId === undefined || accessScopes === undefined || base === undefined) {
    return undefined;
  }
  const { origin } = new URL(base);
  const path = `${root.replace(/\/+$/, '')}/hub`;
  return Object.freeze({
    ...{ apiToken, clientId, accessScopes: Object.freeze([...accessScopes]) },
    apiUrl: hub.JUPYTERHUB_API_URL ?? `http://127.0.0.1:8081${path}/api`,
    url: hub.JUPYTERHUB_PUBLIC_HUB_URL ?? `${hub.JUPYTERHUB_HOST ?? origin}${path}`,
    callbackUrl: callbackOf(hub, base, report),
    ownServer: ownServerOf(hub),
    isOriginShared: isOriginShared(hub, origin, values, report),
  });
}

function requireAll(found: Partial<Record<HubVariable, unknown>>, report: Report): void {
  for (const [name, value] of Object.entries(found) as [HubVariable, unknown][]) {
    if (value === undefined) report.fault(name, placeOf(name), 'is required under JupyterHub');
  }
}

function accessScopesOf(hub: HubVariables): readonly string[] | undefined {
  const { JUPYTERHUB_OAUTH_ACCESS_SCOPES: said, JUPYTERHUB_OAUTH_SCOPES: saidEarlier } = hub;
  const name = hub.JUPYTERHUB_SERVICE_NAME;
  return said ?? saidEarlier ?? (name === undefined ? undefined : [`access:services!service=${name}`]);
}

function listenWhereToldTo(hub: HubVariables, values: GivenValues, report: Report): void {
  const { JUPYTERHUB_SERVICE_URL: address } = hub;
  if (address === undefined) return;
  const place = placeOf('JUPYTERHUB_SERVICE_URL');
  for (const [name, value] of [
    ['HOST', address.host],
    ['PORT', address.port],
  ] as const) {
    const other = values.get(name);
    if (other !== undefined && String(other.value) !== value) {
      report.warn(other, `is passed over: the Hub says where to listen, by ${place.label}`);
    }
    values.set(name, { name, value, ...place });
  }
}

/** Sets `BASE_URL`, and answers it; undefined when it is wrong or cannot be known. */
function addBase(hub: HubVariables, values: GivenValues, report: Report): string | undefined {
  const prefix = prefixOf(hub);
  const known = publicUrlOf(hub, prefix);
  const given = values.get('BASE_URL');
  if (given === undefined) {
    if (known !== undefined) {
      values.set('BASE_URL', { name: 'BASE_URL', value: known.base, ...placeOf(known.by) });
    } else if (!values.hasFailed('BASE_URL')) {
      const phrase = 'is required: this Hub does not say where people find it (c.JupyterHub.public_url, JupyterHub 5)';
      report.fault('BASE_URL', values.place('BASE_URL'), phrase);
    }
    return known?.base;
  }
  const base = urlPrefix.safeParse(given.value).data;
  if (base === undefined) return undefined;
  const { origin, pathname } = new URL(base);
  const whole = pathname === '/' ? origin + prefix : base;
  if (prefix !== '' && new URL(whole).pathname !== prefix) {
    report.fault('BASE_URL', given, `has the path ${pathname}, and the Hub serves this under ${prefix}`);
    return undefined;
  }
  if (known !== undefined && new URL(known.base).origin !== origin) {
    report.warn(given, `is not what the Hub says, by ${known.by}: people come to ${known.base}`);
  }
  values.set('BASE_URL', { ...given, value: whole });
  return whole;
}

function prefixOf({ JUPYTERHUB_SERVICE_PREFIX: prefix = '' }: HubVariables): string {
  return prefix.replace(/\/+$/, '');
}

function publicUrlOf(hub: HubVariables, prefix: string): { base: string; by: HubVariable } | undefined {
  const { JUPYTERHUB_PUBLIC_URL: own, JUPYTERHUB_OAUTH_CALLBACK_URL: callback } = hub;
  if (own !== undefined) return { base: own, by: 'JUPYTERHUB_PUBLIC_URL' };
  // Absolute where this service has a host of its own.
  if (callback?.startsWith('/') === false) {
    return { base: new URL(callback).origin + prefix, by: 'JUPYTERHUB_OAUTH_CALLBACK_URL' };
  }
  // With subdomains the Hub's origin is none of ours.
  const { JUPYTERHUB_PUBLIC_HUB_URL: ofHub, JUPYTERHUB_HOST: host } = hub;
  if (ofHub === undefined || host !== undefined) return undefined;
  return { base: new URL(ofHub).origin + prefix, by: 'JUPYTERHUB_PUBLIC_HUB_URL' };
}

function callbackOf(hub: HubVariables, base: string, report: Report): string {
  const prefix = prefixOf(hub);
  const { JUPYTERHUB_OAUTH_CALLBACK_URL: callback, JUPYTERHUB_HOST: host } = hub;
  if (callback === undefined) return host === undefined && prefix !== '' ? prefix + CALLBACK : base + CALLBACK;
  const path = new URL(base).pathname.replace(/\/$/, '') + CALLBACK;
  if (new URL(callback, base).pathname !== path) {
    const name = 'JUPYTERHUB_OAUTH_CALLBACK_URL';
    report.fault(name, placeOf(name), `leads to ${callback}, and this service takes people back at ${path}`);
  }
  return callback;
}

/** A service is told a user too: whom its process runs as. */
function ownServerOf(hub: HubVariables): OwnServer | undefined {
  const { JUPYTERHUB_USER: user, JUPYTERHUB_SERVICE_NAME: service, JUPYTERHUB_SERVER_NAME: name } = hub;
  if (user === undefined || service !== undefined) return undefined;
  return Object.freeze({ user, name, activityUrl: hub.JUPYTERHUB_ACTIVITY_URL });
}

function isOriginShared(hub: HubVariables, origin: string, values: GivenValues, report: Report): boolean {
  const name = 'JUPYTERHUB_SUBDOMAINS';
  const said = boolean.safeParse(values.get(name)?.value).data;
  const { JUPYTERHUB_HOST: host } = hub;
  if (said ?? (host !== undefined && new URL(host).origin !== origin)) return false;
  report.warn(
    values.place(name),
    'is not true: servers of all users share an origin with this service and can script its pages, so that browser ' +
      'sessions may neither fetch tokens nor make API keys nor administer (docs/jupyterhub.md)',
  );
  return true;
}
