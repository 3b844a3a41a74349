import { z } from 'zod';
import type { Client } from '../../clients/client.ts';
import type { NewRule } from '../../clients/rule.store.ts';
import { readReach, type Reach, type Rule } from '../../clients/rule.ts';
import type { ClientWish } from '../../grants/delegation/manage-clients.ts';
import { CLIENT_ID, NOT_A_CLIENT_ID } from '../../settings/schema/clients.ts';
import { SCOPE_TOKEN } from '../../settings/types/scope.ts';
import { pageOf } from './page.ts';

/** PostgreSQL keeps no NUL, and nobody wants to read the others. */
const line = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'has control characters in it');

const scopeToken = z.string().max(255).regex(SCOPE_TOKEN, 'is not a scope');

export const scopeList = z.array(scopeToken).min(1).max(100);

export const newClient = z
  .strictObject({
    id: z
      .string()
      .regex(CLIENT_ID, NOT_A_CLIENT_ID)
      .meta({ description: 'Also its `client_id` at the token endpoint.' }),
    name: line.max(100).optional().meta({ description: 'As people see it; its id where it has none.' }),
    secret: z.boolean().optional().meta({
      description: 'Whether to make a client secret; it is made where the client cannot prove itself by `issuer`.',
    }),
    issuer: line.optional().meta({ description: 'It proves itself by a JWT of this one of the TRUSTED_ISSUERS …' }),
    subject: line.optional().meta({ description: '… for this subject.' }),
    login_client: line.optional().meta({
      description: 'Its own client id at the login issuer, whose ID tokens it may exchange.',
    }),
  })
  .refine(({ issuer, subject }) => (issuer === undefined) === (subject === undefined), {
    path: ['subject'],
    message: 'issuer and subject go together',
  });

export const clientChange = z.strictObject({
  disabled: z.boolean().meta({ description: 'A disabled client is let in no more; its rules and consents wait.' }),
});

const shownClient = {
  id: z.string(),
  name: z.string(),
  source: z.enum(['settings', 'api']).meta({ description: 'One of `settings` cannot be changed here.' }),
  disabled: z.boolean(),
  has_secret: z.boolean(),
  issuer: z.string().nullable(),
  subject: z.string().nullable(),
  login_client: z.string().nullable(),
  created_at: z.int().nullable().meta({ description: 'Seconds since the epoch; null: declared in the settings.' }),
};

export const clientBody = z
  .object(shownClient)
  .meta({ id: 'Client', description: 'A service that may ask for users’ tokens.' });
export const clientList = pageOf(clientBody);

export const registeredClient = z
  .object({
    ...shownClient,
    client_secret: z.string().nullable().meta({ description: '`tsc_…`; null: it has none.' }),
  })
  .meta({ id: 'RegisteredClient', description: 'A client that was just registered.' });

export const secretBody = z.object({ client_secret: z.string().meta({ description: '`tsc_…`' }) });

const users = z.union([
  z.literal('all'),
  z.strictObject({ role: line.meta({ description: 'As the login issuer said at the last sign-in.' }) }),
  z.array(line).min(1).max(1000).meta({ description: 'Ids of users, or subjects at the login issuer.' }),
]);

export const newRule = z.strictObject({
  providers: z.union([z.literal('*'), z.array(line).min(1).max(100)]),
  scopes: scopeList.optional().meta({ description: 'Of the provider; else whatever was granted.' }),
  users,
  consent: z.boolean().default(true).meta({ description: 'Whether each user must have consented.' }),
});

export const ruleBody = z
  .object({
    id: z.string(),
    client: z.string(),
    providers: z.union([z.literal('*'), z.array(z.string())]),
    scopes: z.array(z.string()).nullable().meta({ description: 'null: whatever was granted.' }),
    users,
    consent: z.boolean(),
    source: z.enum(['settings', 'api']),
    created_at: z.int().nullable(),
  })
  .meta({ id: 'Delegation', description: 'Whose tokens a client may obtain, where, with which scopes.' });

export const ruleList = pageOf(ruleBody);

export function toClientWish(body: z.output<typeof newClient>): ClientWish {
  const { id, name, secret, issuer, subject, login_client: loginClient } = body;
  return {
    id,
    name: name ?? id,
    issuer: issuer ?? null,
    subject: subject ?? null,
    loginClient: loginClient ?? null,
    secret: secret ?? issuer === undefined,
  };
}

export function toNewRule(clientId: string, body: z.output<typeof newRule>): NewRule {
  return {
    clientId,
    providers: body.providers === '*' ? undefined : [...new Set(body.providers)],
    scopes: body.scopes && [...new Set(body.scopes)],
    users: readReach(body.users),
    needsConsent: body.consent,
  };
}

export function renderClient(client: Client): z.infer<typeof clientBody> {
  const { id, name, source, disabled, hasSecret, issuer, subject, loginClient, createdAt } = client;
  return {
    ...{ id, name, source, disabled, has_secret: hasSecret, issuer, subject, login_client: loginClient },
    created_at: toSeconds(createdAt),
  };
}

export function renderRule({
  clientId,
  providers,
  scopes,
  users: reach,
  needsConsent,
  createdAt,
  ...rule
}: Rule): z.infer<typeof ruleBody> {
  return {
    ...{ id: rule.id, client: clientId, source: rule.source, consent: needsConsent },
    providers: providers === undefined ? '*' : [...providers],
    scopes: scopes === undefined ? null : [...scopes],
    users: writeReach(reach),
    created_at: toSeconds(createdAt),
  };
}

function writeReach(reach: Reach): z.infer<typeof users> {
  switch (reach.kind) {
    case 'all':
      return 'all';
    case 'role':
      return { role: reach.role };
    case 'listed':
      return [...reach.names];
  }
}

/** Declared things have no beginning. */
function toSeconds(instant: number): number | null {
  return instant === 0 ? null : Math.floor(instant / 1000);
}
