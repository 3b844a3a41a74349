import { deepestCode, NoAnswer, type OutboundAnswer } from '../outbound.ts';
import { good, wrong, type Finding } from './finding.ts';
import { discoveryAddress, PATIENCE, type Patient } from './patient.ts';

/** ID tokens are taken with so much on either side. Milliseconds. */
const TOLERABLE_SKEW = 30_000;

interface Visited {
  finding: Finding;
  answer?: OutboundAnswer;
}

/** Whether every host that the settings name can be spoken to, and what time it is there. */
export async function reach(patient: Patient): Promise<Finding[]> {
  const addresses = namedAddresses(patient);
  const hosts = new Map(addresses.map((url) => [new URL(url).origin, url]));
  const visits = await Promise.all([...hosts].map(([origin, url]) => visit(patient, origin, url)));
  const findings = visits.map(({ finding }) => finding);
  const { answer } = visits.find((one) => one.answer?.headers.has('date') === true) ?? {};
  return answer === undefined ? findings : [...findings, timeOf(patient, answer)];
}

function namedAddresses(patient: Patient): string[] {
  const { AUTHORIZE_URL, TOKEN_URL, REFRESH_URL, USERINFO_URL, REVOKE_URL } = patient.knobs;
  const all = [discoveryAddress(patient), TOKEN_URL, AUTHORIZE_URL, REFRESH_URL, USERINFO_URL, REVOKE_URL];
  return all.filter((url) => url !== undefined).reverse();
}

async function visit({ outbound }: Patient, origin: string, url: string): Promise<Visited> {
  const headers = { accept: 'application/json', 'user-agent': 'tokenstore' };
  try {
    const answer = await outbound.request(url, { method: 'GET', headers, timeout: PATIENCE });
    return { answer, finding: good('reach', `${origin} answers.`) };
  } catch (error) {
    return { finding: wrong('reach', `${origin} ${whyNot(error)}`) };
  }
}

/** In words that say what to do. By the system's code, never by an error's text. */
export function whyNot(error: unknown): string {
  if (!(error instanceof NoAnswer)) return 'gives no answer that could be read.';
  const code = deepestCode(error);
  if (code === 'ENOTFOUND') return 'has no address: is the host in the URL spelt right, and does DNS here know it?';
  if (code === 'EAI_AGAIN') return 'cannot be looked up: DNS does not answer here.';
  if (code === 'ECONNREFUSED') return 'refuses connections: is the port right, and the server up?';
  if (code === 'CERT_HAS_EXPIRED') return 'shows a certificate that has expired (or the clock here is wrong).';
  if (code === 'CERT_NOT_YET_VALID') return 'shows a certificate that is not valid yet: look at the clock here.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    return 'shows a certificate for another host: use the name that it is for.';
  }
  if (/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_)/.test(code)) {
    return `shows a certificate of an authority that is not trusted here (${code}): put the authority’s PEM into a file, and name it in CA_CERTS.`;
  }
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_)/.test(code)) return `does not speak TLS as it should (${code}): is it https at all?`;
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return 'cannot be reached from this network: look at routes and firewalls.';
  return `does not answer within ${PATIENCE / 1000} seconds, or breaks the connection: look at firewalls and proxies.`;
}

/** To the second, as the header has it. */
function timeOf({ clock }: Patient, { headers }: OutboundAnswer): Finding {
  const there = Date.parse(headers.get('date') ?? '');
  const ahead = clock.now() - there;
  if (Number.isNaN(there) || Math.abs(ahead) <= TOLERABLE_SKEW) return good('clock', 'The clocks agree.');
  const far = `${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'}`;
  return wrong('clock', `The clock here is ${far} the provider’s: set it (NTP), or ID tokens will be refused.`);
}
