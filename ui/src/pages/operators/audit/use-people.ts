import { useQueries } from '@tanstack/react-query';
import { userName } from '../users/user-queries.ts';
import { peopleQuery } from './audit-queries.ts';

/** As many as may be asked for at once, with room in the address. */
const AT_ONCE = 100;

/** What to call the users with these ids: the id itself until the names are there. */
export function usePeople(named: readonly (string | null)[]): (id: string) => string {
  const ids = [...new Set(named)].filter((id) => id !== null);
  const batches = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, i) =>
    ids.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
  const answers = useQueries({ queries: batches.map((batch) => peopleQuery(batch)) });
  const names = new Map(answers.flatMap(({ data = [] }) => data.map((user) => [user.id, userName(user)])));
  return (id) => names.get(id) ?? id;
}
