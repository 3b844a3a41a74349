import { setMaxListeners } from 'node:events';
import { TokenStore } from '../../store-client/client.ts';
import { addressOf, isInTheClear, type CommonFlags } from '../configuration.ts';
import type { Answer, DeviceAuthorization, IssuedTokens, Issuer } from '../issuer.ts';
import { printable } from '../../cli/printable.ts';
import { EXIT_CONFIGURATION, EXIT_PERSON, EXIT_USAGE, judge, Refusal } from '../refusal.ts';
import { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

export interface LoginFlags extends CommonFlags {
  clientId?: string;
  clientSecret?: string;
  discoveryUrl?: string;
  scope?: string;
  parameter?: string[];
}

/** Seconds, where the issuer names no interval, and by how much it grows (RFC 8628 sections 3.2 and 3.5). */
const INTERVAL = 5;

/** `tokenstore login`: by a code that the person enters at the login issuer, in whatever browser they have. */
export async function login(terminal: Terminal, flags: LoginFlags): Promise<void> {
  const session = await Session.open(terminal, flags);
  const server = await session.server();
  const registration = registrationOf(session, flags);
  if ((await session.apiKey()) !== undefined)
    session.say('tokenstore: there is an API key, which counts before a login.');

  // Found out before the person is asked to do anything.
  await session.logins.alone(() => session.logins.find(server).catch(() => undefined));

  const { Issuer: Found } = await import('../issuer.ts');
  const issuer = await Found.discover(await issuerOf(session, flags, server), registration);
  session.debug(`the login issuer is ${issuer.name}`);
  if (isInTheClear(issuer.name))
    session.say(`tokenstore: ${issuer.name} is http: what is sent there can be read on the way.`);
  const device = await issuer.begin(flags.scope ?? session.configuration.scope ?? issuer.usualScope);
  show(terminal, device);
  const issued = await answerTo(session, issuer, device);
  const name = await acceptedAs(terminal, server, issuer, issued);

  const { clientId: client_id, clientSecret: client_secret, parameters } = registration;
  const kept = { server, issuer: issuer.name, client_id, parameters, name };
  const where = await session.logins.alone(() => session.logins.keep(kept, { ...issued, client_secret }));
  session.say(`Signed in at ${server} as ${printable(name)}.`);
  if (issued.refresh_token === null)
    session.say(`${issuer.name} gave no refresh token: the login ends with its token.`);
  session.debug(`the login is kept in ${where === 'keyring' ? 'the keyring' : 'a file'}`);
}

function registrationOf({ configuration }: Session, flags: LoginFlags) {
  const clientId = flags.clientId ?? configuration.client_id;
  if (clientId === undefined) {
    throw new Refusal(
      EXIT_USAGE,
      'As which client of the login issuer? Name it by --client-id or client_id in the file.',
    );
  }
  const clientSecret = flags.clientSecret ?? configuration.client_secret ?? null;
  const own = (flags.parameter ?? []).map((text): [string, string] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Refusal(EXIT_USAGE, `"${text}" is not name=value.`);
    return [name, value];
  });
  return { clientId, clientSecret, parameters: { ...configuration.parameters, ...Object.fromEntries(own) } };
}

/** As the person says, else as the store says of itself (RFC 9728). */
async function issuerOf(session: Session, { discoveryUrl }: LoginFlags, server: string): Promise<string> {
  const named = discoveryUrl ?? session.configuration.discovery_url;
  if (named !== undefined) return addressOf(named, named);
  const store = new TokenStore({ server, signal: session.terminal.stopped });
  const said = Object(await store.call('/.well-known/oauth-protected-resource')) as Record<string, unknown>;
  const { resource, authorization_servers: servers } = said;
  if (typeof resource !== 'string' || resource.replace(/\/+$/, '') !== server) {
    const name = typeof resource === 'string' ? printable(resource) : 'something else';
    throw new Refusal(EXIT_CONFIGURATION, `The store at ${server} calls itself ${name}: name it so by --server.`);
  }
  const issuer: unknown = Array.isArray(servers) ? servers[0] : undefined;
  if (typeof issuer === 'string') return addressOf(issuer, `The login issuer of ${server}`);
  throw new Refusal(EXIT_CONFIGURATION, `The store at ${server} has no login issuer. Use an API key.`);
}

/** Also with `-q`: without it nobody could sign in. */
function show(terminal: Terminal, device: DeviceAuthorization): void {
  const { user_code: code, verification_uri: address, verification_uri_complete: whole, expires_in: seconds } = device;
  terminal.err(`Open ${printable(address)} in a browser and enter the code ${printable(code)}\n`);
  if (whole !== undefined) terminal.err(`or open ${printable(whole)}\n`);
  terminal.err(`The code is good for ${Math.max(1, Math.floor(seconds / 60))} minutes.\n`);
}

async function answerTo(session: Session, issuer: Issuer, device: DeviceAuthorization): Promise<IssuedTokens> {
  const { terminal } = session;
  const { codeExpired } = await import('../issuer.ts');
  let interval = Math.max(1, device.interval ?? INTERVAL);
  let waited = 0;
  setMaxListeners(0, terminal.stopped);
  for (;;) {
    if (waited + interval > device.expires_in) throw codeExpired();
    await terminal.wait(interval * 1000);
    waited += interval;
    const answer: Answer = await issuer.ask(device.device_code);
    if (typeof answer === 'object') return answer;
    if (answer === 'pending') continue;
    interval += INTERVAL;
    const why = answer === 'away' ? 'does not answer just now' : 'wants to be asked less often';
    session.say(`${issuer.name} ${why}: it is asked again in ${interval} s.`);
  }
}

/** Nothing is kept that the store does not take. */
async function acceptedAs(terminal: Terminal, server: string, issuer: Issuer, issued: IssuedTokens): Promise<string> {
  const store = new TokenStore({ server, credential: issued.access_token, signal: terminal.stopped });
  try {
    const { name, email, id } = await store.whoami();
    return name ?? email ?? id;
  } catch (error) {
    await issuer.revoke(issued.refresh_token ?? issued.access_token);
    const { status, line } = judge(error);
    if (status !== EXIT_PERSON) throw error;
    throw new Refusal(EXIT_PERSON, `The store does not take what ${issuer.name} gives to this client: ${line ?? ''}`);
  }
}
