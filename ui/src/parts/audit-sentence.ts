import type { operations, components } from '../api/schema.d.ts';
import type { Texts } from '../texts/en.ts';

export type AuditEvent = components['schemas']['AuditEvent'];
export type AuditAction = NonNullable<NonNullable<operations['AuditController_list']['parameters']['query']>['action']>;

/** A piece of a sentence: words, or a name, which stands out. */
export type Piece = string | { name: string };

/** What people call the things that events name by their ids. */
export interface Names {
  /** The id of the user who reads. */
  me: string;
  /** @param grant which account there, where several are connected */
  provider: (id: string, grant: string | null) => string;
  /** `undefined`: it is gone. */
  key: (id: string) => string | undefined;
  client: (id: string) => string;
  /** `undefined`: the reader need not know more than that it was an administrator. */
  user: (id: string) => string | undefined;
}

/** An event of the audit as a sentence, without a full stop. */
export function sentenceOf(event: AuditEvent, names: Names, { audit }: Pick<Texts, 'audit'>): Piece[] {
  const who = actor(event, names, audit);
  const person = isReader(event, names) ? 'you' : 'other';
  const whom = event.user_id === names.me ? audit.whomYou : [named(names.user(event.user_id ?? '') ?? event.user_id)];
  return fill(templateOf(event, audit), {
    who,
    has: audit.has[person],
    self: audit.self[person],
    whom,
    provider: [named(event.provider === null ? null : names.provider(event.provider, event.grant_id))],
    key: keyName(event.subject, names, audit),
    client: [named(event.subject === null ? null : names.client(event.subject))],
    subject: [named(event.subject)],
    why: audit.why[event.outcome] ?? event.outcome,
  });
}

/** What the outcome means to whoever reads: something did not work, or nothing to worry about. */
export function isFailure({ action, outcome }: AuditEvent): boolean {
  switch (action as AuditAction) {
    case 'token':
      return outcome !== 'given';
    case 'link':
      return !['linked', 'code given', 'imported'].includes(outcome);
    case 'refresh':
      return outcome !== 'recovered';
    case 'sign-in':
      return outcome !== 'signed in';
    case 'revoke':
      return outcome !== 'revoked';
    default:
      return false;
  }
}

type AuditTexts = Texts['audit'];

function templateOf({ action, outcome, actor: { kind } }: AuditEvent, { sentences }: AuditTexts): string {
  // A service that is newer than this page may know of more.
  const known: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = sentences;
  const {
    [`${outcome}/${kind}`]: special,
    [outcome]: usual,
    [`other/${kind}`]: otherwise,
    other,
  } = known[action] ?? {};
  return special ?? usual ?? otherwise ?? other ?? `{who}: ${action}, ${outcome}`;
}

function isReader({ actor: { kind, id, via } }: AuditEvent, { me }: Names): boolean {
  return kind === 'user' && id === me && via === 'session';
}

function actor(event: AuditEvent, names: Names, audit: AuditTexts): Piece[] {
  const { kind, id, via, key_id: key } = event.actor;
  if (kind === 'store') return [audit.who.store];
  if (kind === 'anonymous' || id === null) return [audit.who.anonymous];
  if (kind === 'client') return [named(names.client(id))];
  if (id !== names.me) return [named(names.user(id)) || audit.who.administrator];
  if (via === 'api-key') return fill(audit.who.key, { key: keyName(key, names, audit) });
  if (via === 'bearer') return [audit.who.bearer];
  return [via === 'basic' ? audit.who.password : audit.who.you];
}

function keyName(id: string | null, { key }: Names, { goneKey }: AuditTexts): Piece[] {
  if (id === null) return [];
  const name = key(id);
  return name === undefined ? fill(goneKey, { id: [{ name: id }] }) : [{ name }];
}

function named(name: string | null | undefined): Piece {
  return name === null || name === undefined ? '' : { name };
}

function fill(template: string, places: Readonly<Record<string, string | Piece[]>>): Piece[] {
  return template
    .split(/\{(\w+)\}/)
    .flatMap((part, i): string | Piece[] => (i % 2 === 0 ? part : (places[part] ?? '')))
    .filter((piece) => piece !== '');
}
