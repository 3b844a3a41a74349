import { readFile } from 'node:fs/promises';
import { Clock } from '../database/clock.ts';
import { Database } from '../database/database.ts';
import { GrantOverview } from '../grants/admin/grant-overview.ts';
import { refreshOnce } from '../grants/doctor/refresh-once.ts';
import { GrantStore } from '../grants/grant.store.ts';
import { Home } from '../grants/refresh/home.ts';
import { Refresher } from '../grants/refresh/refresher.ts';
import { TokenStore } from '../grants/token/token.store.ts';
import { ProviderCatalogue } from '../providers/catalogue.ts';
import { examine } from '../providers/doctor/examine.ts';
import type { Finding } from '../providers/doctor/finding.ts';
import { loginPatient, providerPatient, type Instruments } from '../providers/doctor/patients.ts';
import { Outbound } from '../providers/outbound.ts';
import { loadSettings } from '../settings/load.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import type { Settings } from '../settings/settings.ts';
import { withApplication } from './application.ts';
import { doctorTable, type Report } from './doctor-table.ts';
import { UsageError } from './usage-error.ts';

export interface DoctorFlags {
  json?: true;
  /** The id of a grant to refresh once. */
  grant?: string;
}

/**
 * `tokenstore doctor`: one provider, or all and the login issuer; needs no database unless a grant is named. Exit status 1
 * where something is wrong. @throws SettingsError, StartupError, UsageError
 */
export async function doctor(id: string | undefined, { json, grant }: DoctorFlags): Promise<void> {
  const { settings } = await loadSettings({ env: process.env });
  const refreshed = grant === undefined ? undefined : await tryGrant(grant, id);
  const named = id ?? refreshed?.provider;
  const { login, providers } = await withInstruments(settings, async (instruments) => {
    const [login, ...providers] = await Promise.all([
      named === undefined ? loginFindings(settings, instruments) : undefined,
      ...chosenOf(settings, named).map((one) => reportOn(one, instruments)),
    ]);
    return { login, providers: providers.map((report) => withMore(report, refreshed)) };
  });
  const findings = [...(login ?? []), ...providers.flatMap((report) => report.findings)];
  const isWrong = findings.some(({ verdict }) => verdict === 'wrong');
  const sections = login === undefined ? providers : [{ provider: LOGIN_TITLE, findings: login }, ...providers];
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ ok: !isWrong, ...(login !== undefined && { login }), providers }, undefined, 2)}\n`
      : doctorTable(sections),
  );
  if (isWrong) process.exitCode = 1;
}

/** With a blank, so that no provider is called so. */
const LOGIN_TITLE = 'where people sign in';

function chosenOf({ providers, OIDC_DISCOVERY_URL }: Settings, id: string | undefined): Settings['providers'] {
  if (id === undefined && (providers.length > 0 || OIDC_DISCOVERY_URL !== undefined)) return providers;
  const chosen = providers.filter((one) => one.id === id);
  if (chosen.length > 0) return chosen;
  const known = providers.map((one) => one.id).join(', ');
  throw new UsageError(
    known === ''
      ? 'TOKEN_PROVIDERS is empty: there is nobody to examine.'
      : `There is no provider ${id}; there are ${known}.`,
  );
}

async function withInstruments<T>(settings: Settings, work: (instruments: Instruments) => Promise<T>): Promise<T> {
  const { CA_CERTS, BASE_URL } = settings;
  const outbound = new Outbound(CA_CERTS === undefined ? [] : [await readFile(CA_CERTS, 'utf8')]);
  try {
    return await work({ outbound, clock: new Clock(), urls: new PublicUrls(BASE_URL) });
  } finally {
    await outbound.close();
  }
}

async function loginFindings(settings: Settings, instruments: Instruments): Promise<Finding[] | undefined> {
  const patient = loginPatient(settings, instruments);
  return patient === undefined ? undefined : examine(patient);
}

async function reportOn(one: Settings['providers'][number], instruments: Instruments): Promise<Report> {
  return { provider: one.id, findings: await examine(providerPatient(one, instruments)) };
}

function withMore(report: Report, refreshed: Report | undefined): Report {
  if (report.provider !== refreshed?.provider) return report;
  return { ...report, findings: [...report.findings, ...refreshed.findings] };
}

async function tryGrant(grantId: string, id: string | undefined): Promise<{ provider: string; findings: Finding[] }> {
  return withApplication(async (app) => {
    const parts = {
      overview: app.get(GrantOverview, { strict: false }),
      grants: app.get(GrantStore, { strict: false }),
      catalogue: app.get(ProviderCatalogue, { strict: false }),
      tokens: new TokenStore(app.get(Database, { strict: false })),
      refresher: app.get(Refresher, { strict: false }),
      home: app.get(Home, { strict: false }),
    };
    const grant = await parts.overview.find(grantId);
    if (grant === undefined) throw new UsageError('There is no grant of this id.');
    if (id !== undefined && grant.provider !== id) {
      throw new UsageError(`This grant is at ${grant.provider}, not at ${id}.`);
    }
    return { provider: grant.provider, findings: await refreshOnce(parts, grant) };
  });
}
