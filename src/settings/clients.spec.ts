import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettingsError } from './fault.ts';
import { loadSettings } from './load.ts';
import { showSettings } from './show.ts';

const ENV = {
  TOKENSTORE_OIDC_DISCOVERY_URL: 'https://login.example',
  TOKENSTORE_OIDC_CLIENT_ID: 'store',
  TOKENSTORE_OIDC_CLIENT_SECRET: 'secret',
  TOKENSTORE_TOKEN_PROVIDERS: 'idp1',
  TOKENSTORE_IDP1_DISCOVERY_URL: 'https://idp1.example',
  TOKENSTORE_IDP1_CLIENT_ID: 'one',
  TOKENSTORE_IDP1_CLIENT_SECRET: 'two',
};
const MARK = 'q7Zx';
const SECRET = `${MARK} a secret of a client`;

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'settings-'));
});

afterAll(() => rm(cwd, { recursive: true }));

const load = (CLIENTS: string, env: Record<string, string> = {}) =>
  loadSettings({ env: { ...ENV, ...(CLIENTS !== '' && { TOKENSTORE_CLIENTS: CLIENTS }), ...env }, cwd });

async function messages(clients: unknown): Promise<string[]> {
  const text = typeof clients === 'string' ? clients : JSON.stringify(clients);
  const error: unknown = await load(text).catch((thrown: unknown) => thrown);
  if (!(error instanceof SettingsError)) throw new Error('expected faults');
  return error.faults.map(({ message }) => message);
}

describe('CLIENTS', () => {
  const clients = [
    { id: 'portal', secret: SECRET, rules: [{ providers: '*', users: 'all' }] },
    { id: 'quiet', rules: [{ providers: ['idp1'], scopes: 'a  b', users: { role: 'staff' }, consent: false }] },
    { id: 'bare' },
  ];
  const read = [
    { ...clients[0], rules: [{ providers: '*', users: 'all', consent: true }] },
    {
      id: 'quiet',
      rules: [{ providers: ['idp1'], scopes: ['a', 'b'], users: { role: 'staff' }, consent: false }],
    },
    { id: 'bare', rules: [] },
  ];

  it('are none where nothing is said', async () => {
    expect((await load('')).settings.CLIENTS).toEqual([]);
  });

  it('stand as JSON in the environment or in a file of it, as an array in a settings file', async () => {
    const json = JSON.stringify(clients);
    await writeFile(join(cwd, 'clients.json'), `\n${json}\n`);
    await writeFile(join(cwd, 'settings.json'), JSON.stringify({ CLIENTS: clients }));
    for (const loaded of [
      await load(json),
      await load('', { TOKENSTORE_CLIENTS_FILE: 'clients.json' }),
      await load('', { TOKENSTORE_SETTINGS: 'settings.json' }),
    ]) {
      expect(loaded.settings.CLIENTS).toEqual(read);
      expect(loaded.warnings).toEqual([]);
    }
  });

  it('are never shown', async () => {
    const loaded = await load(JSON.stringify(clients));
    const shown = showSettings(loaded);
    expect(shown).toMatch(/^CLIENTS +•+ +environment TOKENSTORE_CLIENTS$/m);
    expect(shown).not.toMatch(/q7Zx|portal/);
  });

  it('are frozen throughout', async () => {
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(isFrozen((await load(JSON.stringify(clients))).settings.CLIENTS)).toBe(true);
  });

  it('tell all that is wrong with them, by its place, and no secret', async () => {
    const found = await messages([
      { id: 'a b', secret: MARK },
      { id: 'two', name: '', login_client: 1, other: MARK },
      { id: 'three', rules: [{ providers: 'idp1', users: 'some', scopes: [], consent: MARK }, { users: [] }] },
      MARK,
      { id: 'five', rules: { providers: '*' } },
    ]);
    expect(found.map((message) => message.replace('TOKENSTORE_CLIENTS: ', ''))).toEqual([
      'item 1, id is not an id of a client (up to 64 letters, digits, ".", "_" and "-")',
      'item 1, secret is shorter than 16 characters',
      'item 2, name is empty',
      'item 2, login_client is not text',
      'item 2 has members that mean nothing: other',
      'item 3, rules.0.providers is neither "*" nor a list of ids of providers',
      'item 3, rules.0.scopes is not a list of scopes separated by blanks',
      'item 3, rules.0.users is neither "all" nor {"role": …} nor a list of user ids and subjects',
      'item 3, rules.0.consent is not true or false',
      'item 3, rules.1.providers is neither "*" nor a list of ids of providers',
      'item 3, rules.1.users is an empty list',
      'item 4 is not an object of the documented form',
      'item 5, rules is not a list of rules',
    ]);
    expect(found.join()).not.toContain(MARK);
  });

  it.each([
    ['no JSON', `[{"id": "${MARK}"`, 'TOKENSTORE_CLIENTS: the value is not JSON'],
    ['no list', `{"id": "${MARK}"}`, 'TOKENSTORE_CLIENTS: the value is not a list of clients'],
    ['a number', '7', 'TOKENSTORE_CLIENTS: the value is not a list of clients'],
    [
      'a member of every object',
      `[{"id": "x", "__proto__": {"secret": "${MARK}"}}]`,
      'TOKENSTORE_CLIENTS: item 1 has members that mean nothing: __proto__',
    ],
  ])('cannot be %s', async (_, text, message) => {
    expect(await messages(text)).toEqual([message]);
  });

  it('are at odds with nothing', async () => {
    const proof = { issuer: 'https://cluster.example', subject: 'x' };
    expect(
      await messages([
        { id: 'one', ...proof },
        { id: 'one' },
        { id: 'two', ...proof },
        { id: 'three', subject: 'alone', rules: [{ providers: ['idp1', 'idp9'], users: 'all' }] },
      ]),
    ).toEqual([
      'TOKENSTORE_CLIENTS: item 2, id: item 1 has the same',
      'TOKENSTORE_CLIENTS: item 3, issuer and subject: item 1 has the same',
      'TOKENSTORE_CLIENTS: item 4: issuer and subject go together',
      'TOKENSTORE_CLIENTS: item 4, rules.0.providers: TOKEN_PROVIDERS does not list "idp9"',
    ]);
  });

  it('warn of an issuer that is not trusted', async () => {
    const text = JSON.stringify([{ id: 'one', issuer: 'https://cluster.example', subject: 'x' }]);
    expect((await load(text)).warnings).toEqual([
      expect.stringContaining('item 1, issuer: is none of TRUSTED_ISSUERS'),
    ]);
    const trusted = {
      ...{ TOKENSTORE_TRUSTED_ISSUERS: 'k8s', TOKENSTORE_K8S_AUDIENCE: 'store' },
      TOKENSTORE_K8S_ISSUER: 'https://cluster.example',
    };
    expect((await load(text, trusted)).warnings).toEqual([]);
  });

  it('are right in settings.example.ts', async () => {
    const path = fileURLToPath(new URL('../../settings.example.ts', import.meta.url));
    const [, lines = ''] =
      /^ {2}\/\/ CLIENTS: (\[\n(?: {2}\/\/ .*\n)*? {2}\/\/ \]),$/m.exec(await readFile(path, 'utf8')) ?? [];
    await writeFile(join(cwd, 'example.mjs'), `export default { CLIENTS: ${lines.replace(/^ {2}\/\/ /gm, '')} };`);
    const { settings } = await load('', { TOKENSTORE_SETTINGS: 'example.mjs' });
    expect(settings.CLIENTS.map(({ id }) => id)).toEqual(['job-runner', 'portal']);
  });
});
