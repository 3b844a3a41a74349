import { UserDirectory, type ListedUser } from '../users/user-directory.ts';
import { UsageError } from './usage-error.ts';

/** Who is meant by an id, or by what an issuer calls them. @throws UsageError for nobody, and for several */
export async function findUser(directory: UserDirectory, name: string): Promise<ListedUser> {
  // PostgreSQL knows no text with a NUL.
  const found = name.includes('\0') ? [] : await directory.named(name);
  const [user] = found;
  if (user === undefined) throw new UsageError(`There is no user ${name}: neither an id nor a subject.`);
  if (found.length === 1) return user;
  const ids = found.map(({ id, issuer }) => `${id} (${issuer})`);
  throw new UsageError(`Several issuers have a ${name}; say which by its id: ${ids.join(', ')}`);
}
