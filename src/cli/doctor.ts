import { readFile } from 'node:fs/promises';
import { Clock } from '../database/clock.ts';
import { Database } from '../database/database.ts';
import { GrantOverview } from '../grants/admin/grant-overview.ts';
import { refreshOnce } from '../grants/doctor/refresh-once.ts';
import { GrantStore } from '../grants/grant.store.ts';
import { Home } from '../grants/refresh/home.ts';
import { Refresher } from '../grants/refresh/refresher.ts';
import { TokenStore } from '../grants/token/token.store.ts';
import { StartupError } from '../problem/problem.ts';
import { ProviderCatalogue } from '../providers/catalogue.ts';
import { examine } from '../providers/doctor/examine.ts';
import type { Finding } from '../providers/doctor/finding.ts';
import { createProvider } from '../providers/oauth-clients.ts';
import { Outbound } from '../providers/outbound.ts';
import { loadSettings } from '../settings/load.ts';
import { providerPrefix } from '../settings/provider-ids.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import type { Settings } from '../settings/settings.ts';
import { withApplication } from './application.ts';
import { doctorTable, type Report } from './doctor-table.ts';

export interface DoctorFlags {
  json?: true;
  /** The id of a grant to refresh once. */
  grant?: string;
}

/**
 * `tokenstore doctor`: one provider, or all; needs no database unless a grant is named. Exit status 1 where something is
 * wrong. @throws SettingsError, StartupError
 */
export async function doctor(id: string | undefined, { json, grant }: DoctorFlags): Promise<void> {
  const { settings } = await loadSettings({ env: process.env });
  const refreshed = grant === undefined ? undefined : await tryGrant(grant, id);
  const chosen = chosenOf(settings, id ?? refreshed?.provider);
  const reports = await examineAll(settings, chosen);
  const all = reports.map((report) =>
    report.provider === refreshed?.provider
      ? { ...report, findings: [...report.findings, ...refreshed.findings] }
      : report,
  );
  const isWrong = all.some(({ findings }) => findings.some(({ verdict }) => verdict === 'wrong'));
  process.stdout.write(
    json === true ? `${JSON.stringify({ ok: !isWrong, providers: all }, undefined, 2)}\n` : doctorTable(all),
  );
  if (isWrong) process.exitCode = 1;
}

function chosenOf({ providers }: Settings, id: string | undefined): Settings['providers'] {
  const chosen = id === undefined ? providers : providers.filter((one) => one.id === id);
  if (chosen.length > 0) return chosen;
  const known = providers.map((one) => one.id).join(', ');
  throw new StartupError(
    known === ''
      ? 'TOKEN_PROVIDERS is empty: there is nobody to examine.'
      : `There is no provider ${id}; there are ${known}.`,
  );
}

async function examineAll(settings: Settings, chosen: Settings['providers']): Promise<Report[]> {
  const { CA_CERTS, BASE_URL } = settings;
  const outbound = new Outbound(CA_CERTS === undefined ? [] : [await readFile(CA_CERTS, 'utf8')]);
  const clock = new Clock();
  const urls = new PublicUrls(BASE_URL);
  const examineOne = async (one: Settings['providers'][number]): Promise<Report> => ({
    provider: one.id,
    findings: await examine({
      provider: createProvider(one, outbound, clock),
      ...{ outbound, clock, prefix: providerPrefix(one.id), redirectUri: urls.callback('v2', one.id) },
    }),
  });
  try {
    return await Promise.all(chosen.map(examineOne));
  } finally {
    await outbound.close();
  }
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
    if (grant === undefined) throw new StartupError('There is no grant of this id.');
    if (id !== undefined && grant.provider !== id) {
      throw new StartupError(`This grant is at ${grant.provider}, not at ${id}.`);
    }
    return { provider: grant.provider, findings: await refreshOnce(parts, grant) };
  });
}
