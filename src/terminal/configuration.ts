import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../problem/errors.ts';
import { EXIT_CONFIGURATION, EXIT_USAGE, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/** What every command takes. */
export interface CommonFlags {
  server?: string;
  apiKeyFile?: string;
  config?: string;
  quiet?: true;
  debug?: true;
}

/** What a configuration file may say; the flags say the same. */
export interface Configuration {
  server?: string;
  api_key_file?: string;
  client_id?: string;
  client_secret?: string;
  discovery_url?: string;
  scope?: string;
  parameters?: Record<string, string>;
}

const TEXTS = ['server', 'api_key_file', 'client_id', 'client_secret', 'discovery_url', 'scope'] as const;

/**
 * The file that `-c` names, else `config.json` in the configuration directory, if there is one.
 * @throws Refusal for a file that cannot be read or says something else
 */
export async function readConfiguration(terminal: Terminal, named?: string): Promise<Configuration> {
  const path = named ?? join(baseOf(terminal, 'XDG_CONFIG_HOME', '.config'), 'tokenstore', 'config.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (named === undefined && code === 'ENOENT') return {};
    throw new Refusal(named === undefined ? EXIT_CONFIGURATION : EXIT_USAGE, `Cannot read ${path} (${code}).`);
  }
  return checked(text, path);
}

/** A directory of the XDG base directory specification; a relative one does not count there. */
export function baseOf({ env, home }: Terminal, variable: string, otherwise: string): string {
  const given = env[variable];
  return given?.startsWith('/') === true ? given : join(home, otherwise);
}

/** The code of a system error, for people: `ENOENT`. */
export function codeOf(error: unknown): string {
  return errorCode(error) ?? 'unknown error';
}

/**
 * The address of a store or an issuer, without a slash at its end.
 * @throws Refusal
 */
export function addressOf(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || !['http:', 'https:'].includes(url.protocol)) {
    throw new Refusal(EXIT_USAGE, `${what} is not an address like https://tokens.example.org.`);
  }
  return url.href.replace(/\/+$/, '');
}

/** Whether what is sent there can be read on the way. */
export function isInTheClear(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !/^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

function checked(text: string, path: string): Configuration {
  const fault = (phrase: string): Refusal => new Refusal(EXIT_CONFIGURATION, `${path}: ${phrase}.`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw fault('is not JSON');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw fault('is not a JSON object');
  const configuration: Configuration = {};
  for (const [name, value] of Object.entries(given)) {
    const known = TEXTS.find((one) => one === name);
    if (name === 'parameters') configuration.parameters = textsOf(value, fault);
    else if (known === undefined)
      throw fault(`has an unknown member "${name}"; known: ${TEXTS.join(', ')}, parameters`);
    else if (typeof value !== 'string' || value === '') throw fault(`${name} is not a text`);
    else configuration[known] = value;
  }
  return configuration;
}

function textsOf(value: unknown, fault: (phrase: string) => Refusal): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (texts.length === 0 || texts.length < entries.length) throw fault('parameters is not an object of texts');
  return Object.fromEntries(texts);
}
