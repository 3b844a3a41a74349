import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addClientSecrets } from './client-secrets.ts';
import { Report } from './fault.ts';
import { GivenValues } from './given.ts';

const FULL = {
  token_uri: 'https://idp/token',
  client_secret: 'leaked',
  issuer: 'https://idp',
  auth_uri: 'https://idp/auth',
  client_id: 'id',
  redirect_uris: ['https://store/callback'],
};

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'client-secrets-'));
});

afterAll(() => rm(cwd, { recursive: true }));

async function add(prefix: string, content: string | undefined, others: Record<string, string> = {}) {
  if (content === undefined) await rm(join(cwd, 'client_secrets.json'), { force: true });
  else await writeFile(join(cwd, 'client_secrets.json'), content);
  const report = new Report();
  const values = new GivenValues('', true);
  for (const [name, value] of Object.entries({ ...others, CLIENT_SECRETS: 'client_secrets.json' })) {
    values.set(prefix + name, { name: prefix + name, value, label: prefix + name, origin: 'test' });
  }
  await addClientSecrets(prefix, values, cwd, report);
  const added = values.entries().filter(([, { origin }]) => origin === 'client_secrets.json');
  return {
    added: Object.fromEntries(added.map(([name, { value }]) => [name.slice(prefix.length), value])),
    messages: report.faults.map(({ message }) => message),
    values,
  };
}

describe('addClientSecrets', () => {
  it.each(['web', 'installed'])('takes client and issuer of a client that is "%s"', async (kind) => {
    expect((await add('IDP1_', JSON.stringify({ [kind]: FULL }))).added).toEqual({
      CLIENT_ID: 'id',
      CLIENT_SECRET: 'leaked',
      DISCOVERY_URL: 'https://idp',
    });
  });

  it('takes the endpoints when there is no issuer', async () => {
    const content = JSON.stringify({ web: { ...FULL, issuer: undefined } });
    expect((await add('IDP1_', content, { TOKEN_URL: 'https://own/token' })).added).toEqual({
      CLIENT_ID: 'id',
      CLIENT_SECRET: 'leaked',
      AUTHORIZE_URL: 'https://idp/auth',
    });
    expect((await add('OIDC_', content)).added).toEqual({ CLIENT_ID: 'id', CLIENT_SECRET: 'leaked' });
  });

  it('leaves a discovery URL that is set', async () => {
    const { values } = await add('IDP1_', JSON.stringify({ web: FULL }), { DISCOVERY_URL: 'https://own' });
    expect(values.get('IDP1_DISCOVERY_URL')?.value).toBe('https://own');
    expect(values.get('IDP1_TOKEN_URL')).toBeUndefined();
  });

  it('refuses a client that is set twice', async () => {
    const { messages } = await add('IDP1_', JSON.stringify({ web: FULL }), { CLIENT_ID: 'x' });
    expect(messages).toEqual(['IDP1_CLIENT_SECRETS: IDP1_CLIENT_ID is set as well; keep the file or the value']);
  });

  it.each([
    ['missing', undefined, /cannot read the file .*client_secrets\.json \(ENOENT\)/],
    ['no JSON', '{ "leaked', /is not JSON/],
    ['of another form', '{"client_id": "leaked"}', /is not of the form/],
    ['without a client id', '{"web": {"client_secret": "leaked"}}', /is not of the form/],
    ['with a number for a secret', '{"web": {"client_id": "leaked", "client_secret": 1}}', /is not of the form/],
  ])('says when the file is %s, and never what is in it', async (_, content, message) => {
    const { messages, values } = await add('IDP1_', content);
    expect(messages).toEqual([expect.stringMatching(message)]);
    expect(messages.join()).not.toContain('leaked');
    expect(values.hasFailed('IDP1_CLIENT_ID')).toBe(true);
  });
});
