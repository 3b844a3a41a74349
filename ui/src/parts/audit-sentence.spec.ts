import { describe, expect, it } from '@jest/globals';
import { AUDIT_ACTIONS } from '../../../src/audit/audit-actions.ts';
import { REFUSALS } from '../../../src/grants/import/import-result.ts';
import { LINK_ERRORS, PROBLEMS } from '../../../src/problem/codes.ts';
import { de } from '../texts/de.ts';
import { en, type Texts } from '../texts/en.ts';
import { isFailure, sentenceOf, type AuditEvent, type Names } from './audit-sentence.ts';

const LANGUAGES: [string, Texts][] = [
  ['English', en],
  ['Deutsch', de],
];

/** Outcomes that are no problem's code, as the service records them. */
const OUTCOMES: Readonly<Record<(typeof AUDIT_ACTIONS)[number], readonly string[]>> = {
  'sign-in': ['signed in', 'refused'],
  'sign-out': ['signed out'],
  link: ['linked', 'code given', 'denied', 'expired', 'failed', 'imported', 'access_denied'],
  token: ['given'],
  refresh: ['recovered', 'expired', 'lost_rotation', 'refused', 'revoked_by_user'],
  revoke: ['revoked', 'revoked here only'],
  grant: ['changed'],
  'api-key': ['created', 'deleted'],
  client: ['created', 'secret renewed', 'disabled', 'enabled', 'deleted'],
  delegation: ['created', 'deleted'],
  consent: ['granted', 'refused', 'withdrawn'],
  webhook: [
    ...['created', 'changed', 'disabled', 'enabled', 'deleted', 'secret rotated', 'tested', 'event sent anew'],
    ...['gone', 'failing'],
  ],
  workshop: [
    ...['opened', 'changed', 'closed', 'reopened', 'registered', 'password reset', 'removed', 'exported'],
    ...['passwords exported', 'ended'],
  ],
  admin: ['user disabled', 'user enabled', 'grant revoked'],
};
const ALL = AUDIT_ACTIONS.flatMap((action) => OUTCOMES[action].map((outcome): [string, string] => [action, outcome]));

const names: Names = {
  me: 'u1',
  provider: (id, grant) => (grant === 'second' ? 'GitHub (work)' : id === 'github' ? 'GitHub' : id),
  key: (id) => (id === 'k1' ? 'laptop' : undefined),
  client: (id) => (id === 'portal' ? 'The Portal' : id),
  user: () => undefined,
};

type Told = Partial<Omit<AuditEvent, 'actor'>> & { actor?: Partial<AuditEvent['actor']> };

function event({ actor, ...told }: Told): AuditEvent {
  return {
    ...{ id: 'e', at: 1_795_312_800, action: 'token', outcome: 'given', user_id: 'u1', provider: 'github' },
    ...{ grant_id: 'g1', subject: null, scope: 'read', request_id: 'r', address: '192.0.2.1' },
    ...told,
    actor: { kind: 'user', id: 'u1', via: 'session', key_id: null, ...actor },
  };
}

function say(told: Told, texts: Texts = en): string {
  return sentenceOf(event(told), names, texts)
    .map((piece) => (typeof piece === 'string' ? piece : `*${piece.name}*`))
    .join('');
}

describe.each(LANGUAGES)('the audit in %s', (_, texts) => {
  it.each([...AUDIT_ACTIONS])('has a sentence for %s, whatever the outcome, and a name for the filter', (action) => {
    expect(Object.keys(texts.audit.sentences)).toContain(action);
    expect(Object.keys(texts.audit.actions)).toContain(action);
    expect(say({ action, outcome: 'brand new', subject: 'x' }, texts)).toContain('brand new');
  });

  it.each(ALL)('has its own sentence for %s: %s', (action, outcome) => {
    expect(texts.audit.sentences[action as 'token']).toHaveProperty([outcome]);
    const said = say({ action, outcome, subject: 'portal' }, texts);
    expect(said).not.toMatch(/[{}]|undefined|null/);
  });

  it('says why in words, for every code', () => {
    const codes = [PROBLEMS, LINK_ERRORS, REFUSALS].flatMap((those) => Object.keys(those));
    expect(codes.filter((code) => texts.audit.why[code] === undefined)).toEqual([]);
  });

  it('fills in places that there are', () => {
    const templates = Object.values(texts.audit.sentences).flatMap((those) => Object.values(those));
    const places = new Set(templates.flatMap((text) => text.match(/\{.*?\}/g) ?? []));
    const known = ['who', 'has', 'self', 'whom', 'provider', 'key', 'client', 'subject', 'why'].map(
      (place) => `{${place}}`,
    );
    expect([...places].filter((place) => !known.includes(place))).toEqual([]);
  });
});

describe('a sentence of the audit', () => {
  it.each<[string, Told]>([
    ['Your key *laptop* obtained a token for *GitHub*', { actor: { via: 'api-key', key_id: 'k1' } }],
    ['Your key *k9* (gone) obtained a token for *GitHub*', { actor: { via: 'api-key', key_id: 'k9' } }],
    ['*The Portal* obtained a token for *GitHub*', { actor: { kind: 'client', id: 'portal', via: 'client' } }],
    ['A program with your sign-in obtained a token for *GitHub*', { actor: { via: 'bearer' } }],
    ['You connected *GitHub (work)*', { action: 'link', outcome: 'linked', grant_id: 'second' }],
    [
      '*GitHub* was connected with a code, on another device',
      { action: 'link', outcome: 'linked', actor: { kind: 'store', id: null, via: null } },
    ],
    ['You got no token for *GitHub*: the provider did not answer', { outcome: 'provider_unavailable' }],
    ['You made the key *laptop*', { action: 'api-key', outcome: 'created', provider: null, subject: 'k1' }],
    [
      'An administrator disconnected *GitHub* for you',
      { action: 'admin', outcome: 'grant revoked', subject: 'g1', actor: { id: 'boss' } },
    ],
  ])('%s', (said, told) => expect(say(told)).toBe(said));

  it('speaks to the reader in German as one does', () => {
    expect(say({ action: 'sign-in', outcome: 'signed in' }, de)).toBe('Du hast dich angemeldet');
    expect(say({}, de)).toBe('Du hast ein Token für *GitHub* geholt');
    expect(say({ actor: { via: 'api-key', key_id: 'k1' } }, de)).toBe(
      'Dein Schlüssel *laptop* hat ein Token für *GitHub* geholt',
    );
  });

  it('copes with what a newer service may record', () => {
    expect(say({ action: 'rotation', outcome: 'begun' })).toBe('You: rotation, begun');
  });
});

describe('a failure', () => {
  it.each<[boolean, string, string]>([
    [false, 'token', 'given'],
    [true, 'token', 'reauth_required'],
    [false, 'link', 'code given'],
    [true, 'link', 'denied'],
    [true, 'refresh', 'refused'],
    [false, 'refresh', 'recovered'],
    [true, 'revoke', 'revoked here only'],
    [false, 'consent', 'refused'],
  ])('is %s of %s: %s', (is, action, outcome) => expect(isFailure(event({ action, outcome }))).toBe(is));
});
