import { asBoolean } from '../database/connection.ts';

/** A user of the store, as their row says at present. */
export interface User {
  id: string;
  /** Who says that they are `subject`. */
  issuer: string;
  subject: string;
  name: string | null;
  email: string | null;
  emailVerified: boolean | null;
  roles: readonly string[];
  disabled: boolean;
}

/** The columns of a user's row that make a {@link User}, also where another statement brings them along. */
export interface UserColumns {
  id: string;
  issuer: string;
  subject: string;
  name: string | null;
  email: string | null;
  email_verified: boolean | number | null;
  /** JSON array. */
  roles: string;
  disabled_at: number | null;
}

export function toUser(row: UserColumns): User {
  return {
    id: row.id,
    issuer: row.issuer,
    subject: row.subject,
    name: row.name,
    email: row.email,
    emailVerified: row.email_verified === null ? null : asBoolean(row.email_verified),
    roles: JSON.parse(row.roles) as string[],
    disabled: row.disabled_at !== null,
  };
}
