import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { endRest, expireTokens } from '../support/grants.ts';
import { families } from '../zoo/families.ts';
import { alice, expectProblem, jsonOf, type Answer } from './acts.ts';
import { ask, connect, grantsOf } from './v2-acts.ts';
import { ID, startWalk, type Walk } from './zoo-acts.ts';

interface Expected {
  /** What the store knows of the account: subject, and what people call it. */
  account: readonly [subject: unknown, label: unknown];
  metadata?: Record<string, unknown>;
  /** false: tokens that last for ever, and no refresh. */
  renews?: false;
  /** false: the provider has no way to end a grant, or none that is known. */
  revokes?: false;
  /** The preset, where it is not called as the family is. */
  preset?: string;
  /** How often a dead grant is asked about until it is believed to be dead: here nothing in the answer says so. */
  refusals?: number;
}

const ada = 'ada@example.org';
const account = (subject: unknown, label: unknown) => ({ account: [subject, label] as const });
const text: unknown = expect.any(String);

const expected: Record<string, Expected> = {
  github: { ...account('4711', 'ada'), renews: false },
  'github-app': account('4711', 'ada'),
  google: account('4711', ada),
  microsoft: { ...account('pairwise-4711', ada), revokes: false },
  slack: {
    ...account('U4711', 'Examples'),
    metadata: { 'team.id': 'T0001', 'team.name': 'Examples' },
    renews: false,
  },
  'slack-rotating': { ...account('U4711', 'Examples'), metadata: { 'team.id': 'T0001', 'team.name': 'Examples' } },
  atlassian: { ...account('712020:4711', ada), revokes: false },
  notion: {
    ...account(text, 'Examples'),
    metadata: { bot_id: text, workspace_id: text, workspace_name: 'Examples' },
  },
  'notion-static': {
    ...account(text, 'Examples'),
    preset: 'notion',
    metadata: { bot_id: text, workspace_id: text, workspace_name: 'Examples' },
    renews: false,
  },
  zoho: {
    ...account('4711', ada),
    metadata: { 'accounts-server': text, location: 'eu', api_domain: 'https://www.zohoapis.eu' },
  },
  quickbooks: { ...account('9130347208814711', '9130347208814711'), metadata: { realmId: '9130347208814711' } },
  salesforce: { ...account(text, ada), metadata: { instance_url: 'https://examples.my.salesforce.com' } },
  facebook: account('4711', 'Ada Example'),
  instagram: { ...account('4711', 'ada'), revokes: false },
  tiktok: { ...account(text, null), metadata: { open_id: text } },
  shopify: { ...account(text, text), metadata: { shop: text }, revokes: false },
  linear: account('u-4711', ada),
  dropbox: account('dbid:4711', ada),
  strava: { ...account('4711', null), refusals: 3 },
  twitch: { ...account('4711', 'Ada Example'), refusals: 3 },
  figma: { ...account('4711', ada), revokes: false, refusals: 3 },
};

const threeDays = 3 * 24 * 3600;

describe.each(families.map((family) => [family.name, family] as const))('a provider such as %s', (name, family) => {
  const { account, metadata, renews = true, revokes = true, preset = name, refusals = 1 } = expected[name]!;
  let walk: Walk;
  let database: TestDatabase;

  const link = () => connect(walk.store, { provider: ID }, { at: alice });
  const ask1 = () => ask(walk.store, `token/${ID}`);
  const read = (answer: Answer): Record<string, unknown> & { access_token: string } => {
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('"access_token"')]);
    return jsonOf(answer) as Record<string, unknown> & { access_token: string };
  };
  const isLive = (token: string) => walk.zoo.tokens.live('access').includes(token);

  beforeAll(async () => {
    database = await freshSqlite();
    walk = await startWalk(family, preset, database.url);
  });

  afterAll(async () => {
    await walk.stop();
    await database.drop();
  });

  it('is linked, and its token read', async () => {
    expect(await link()).toBe(`?linked=${ID}`);
    const [grant] = await grantsOf(walk.store);
    expect(grant!.account).toEqual({ subject: account[0], label: account[1] });
    expect(grant!.scopes.missing).toEqual([]);
    const token = read(await ask1());
    expect(isLive(token.access_token)).toBe(true);
    expect(token['metadata']).toEqual(metadata);
    expect(token['expires_in']).toEqual(renews && name !== 'notion' ? expect.any(Number) : null);
  });

  if (renews) {
    it('is refreshed', async () => {
      const before = read(await ask1());
      walk.zoo.clock.forward(threeDays);
      await expireTokens(walk.store);
      const after = read(await ask1());
      expect(after.access_token).not.toBe(before.access_token);
      expect(isLive(after.access_token)).toBe(true);
      expect(after['metadata']).toEqual(metadata);
      // What the answer brought is what the next refresh spends.
      walk.zoo.clock.forward(threeDays);
      await expireTokens(walk.store);
      expect(isLive(read(await ask1()).access_token)).toBe(true);
    });

    it('is known to be dead when the person withdrew the grant', async () => {
      walk.zoo.withdraw();
      await expireTokens(walk.store);
      for (let left = refusals - 1; left > 0; left -= 1) {
        expectProblem(await ask1(), 503, 'provider_unavailable');
        await endRest(walk.store);
      }
      expectProblem(await ask1(), 409, 'reauth_required');
      expect(await link()).toBe(`?linked=${ID}`);
      expect(isLive(read(await ask1()).access_token)).toBe(true);
    });

    it('refuses the store itself without a harm to the grant', async () => {
      const { client, tokens } = walk.zoo;
      const right = client.secret;
      client.secret = 'changed-at-the-provider';
      await expireTokens(walk.store);
      const refused = await ask1();
      client.secret = right;
      expect([refused.status, (await grantsOf(walk.store))[0]!.status]).toEqual([503, 'active']);
      expect(tokens.grants.at(-1)!.alive).toBe(true);
      await endRest(walk.store);
      walk.zoo.clock.forward(threeDays);
      await expireTokens(walk.store);
      expect(isLive(read(await ask1()).access_token)).toBe(true);
    });
  }

  it(revokes ? 'is revoked' : 'is forgotten, and the person told that the provider was not', async () => {
    const { access_token: token } = read(await ask1());
    const [grant] = await grantsOf(walk.store);
    const shown = jsonOf(await ask(walk.store, `providers/${ID}`)) as { capabilities: { revocation: boolean } };
    expect(shown.capabilities.revocation).toBe(revokes);
    const ended = await ask(walk.store, `grants/${grant!.id}`, { method: 'DELETE' });
    expect(jsonOf(ended)).toEqual({ id: grant!.id, status: 'revoked', confirmed: revokes });
    expect(isLive(token)).toBe(!revokes);
    expectProblem(await ask1(), 404, 'not_linked');
  });
});
