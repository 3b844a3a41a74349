import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { More } from '../more.tsx';
import { userName, usersQuery, type User } from './user-queries.ts';

const SEARCH = 'q';

/** Everybody who ever signed in, to be searched. */
export function UsersPage(): ReactNode {
  const { operators } = useTexts();
  const [parameters, setParameters] = useSearchParams();
  const wanted = parameters.get(SEARCH) ?? '';
  const query = useInfiniteQuery(usersQuery(wanted));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // One may have gone back: the field says what is shown.
    if (field.current !== null) field.current.value = wanted;
  }, [wanted]);
  const search = (form: FormData): void => {
    const typed = form.get(SEARCH);
    const prefix = typeof typed === 'string' ? typed.trim() : '';
    setParameters(prefix === '' ? {} : { [SEARCH]: prefix });
  };
  return (
    <Page title={operators.users} lead={operators.usersLead}>
      <form
        role="search"
        className="op-search"
        onSubmit={(event) => {
          event.preventDefault();
          search(new FormData(event.currentTarget));
        }}
      >
        <label htmlFor="user-search">{operators.searchUsers}</label>
        <div>
          <input
            id="user-search"
            type="search"
            ref={field}
            name={SEARCH}
            defaultValue={wanted}
            maxLength={200}
            autoComplete="off"
          />
          <button type="submit">{operators.search}</button>
        </div>
        <p className="hint">{operators.searchHint}</p>
      </form>
      <Loaded query={query}>
        {({ pages }) => {
          const users = pages.flatMap(({ items }) => items);
          if (users.length === 0) return <NoUsers wanted={wanted} />;
          return (
            <section className="card" aria-label={operators.users}>
              <ul className="op-items">
                {users.map((user) => (
                  <UserItem key={user.id} user={user} />
                ))}
              </ul>
              <More query={query} />
            </section>
          );
        }}
      </Loaded>
    </Page>
  );
}

function NoUsers({ wanted }: { wanted: string }): ReactNode {
  const { operators } = useTexts();
  return (
    <Empty title={wanted === '' ? operators.noUsers : operators.noUsersFor(wanted)}>
      {wanted !== '' && (
        <p>
          <Link to="/operators/users">{operators.showAll}</Link>
        </p>
      )}
    </Empty>
  );
}

function UserItem({ user }: { user: User }): ReactNode {
  const { operators } = useTexts();
  const { id, name, email, subject, roles, seen_at: seenAt, disabled_at: disabledAt } = user;
  const others = [name !== null && email, subject].filter((one) => typeof one === 'string' && one !== userName(user));
  return (
    <li>
      <div className="op-line">
        <Link to={`/operators/users/${encodeURIComponent(id)}`}>
          <strong>{userName(user)}</strong>
        </Link>
        {disabledAt !== null && <span className="badge bad">{operators.disabled}</span>}
        {roles.map((role) => (
          <span key={role} className="badge">
            {role}
          </span>
        ))}
      </div>
      <p className="fine">
        {others.join(' · ')}
        {others.length > 0 && ' · '}
        {operators.seen} <When at={seenAt} />
      </p>
    </li>
  );
}
