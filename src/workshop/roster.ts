import type { HtpasswdEntry, Participant } from '../users/workshops/registration.store.ts';

/** Lines of an htpasswd file. */
export function htpasswdOf(entries: readonly HtpasswdEntry[]): string {
  return entries.map(({ name, hash }) => `${name}:${hash}\n`).join('');
}

const COLUMNS = ['user_name', 'first_name', 'last_name', 'email', 'registered_at'];

/**
 * A table for people and spreadsheets (RFC 4180), a line for each participant.
 * @param passwords by name; `undefined`: without a column for them
 */
export function rosterOf(participants: readonly Participant[], passwords?: ReadonlyMap<string, string>): string {
  const heads = passwords === undefined ? COLUMNS : [...COLUMNS, 'password'];
  const rows = participants.map(({ name, firstName, lastName, email, createdAt }) => [
    ...[name, firstName, lastName, email, new Date(createdAt).toISOString()],
    ...(passwords === undefined ? [] : [passwords.get(name) ?? '']),
  ]);
  return [heads, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** Spreadsheets take what begins like this for a formula, and run it. */
const FORMULA = /^[=+\-@\t\r\n]/;

function cell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
