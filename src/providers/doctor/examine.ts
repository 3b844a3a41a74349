import { askAboutClient } from './client.ts';
import type { Finding } from './finding.ts';
import { askMetadata, lookAtKeys, lookAtScopes } from './metadata.ts';
import type { Patient } from './patient.ts';
import { reach } from './reach.ts';
import { lookAtRedirect } from './redirect.ts';

/** Speaks to a provider as the service would, and spends nothing: each finding is a line that says what to do. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const reached = await reach(patient);
  // What cannot be reached is asked nothing more: one fault makes one line.
  if (reached.some(({ check, verdict }) => check === 'reach' && verdict === 'wrong')) return reached;
  const { metadata, findings } = await askMetadata(patient);
  if (metadata === undefined) return [...reached, ...findings];
  const client = await askAboutClient(patient, metadata);
  const redirect = client.check === 'client' && client.verdict === 'wrong' ? [] : [await lookAtRedirect(patient)];
  const others = [...(await lookAtKeys(patient, metadata)), client, ...redirect, ...lookAtScopes(patient, metadata)];
  return [...reached, ...findings, ...others];
}
