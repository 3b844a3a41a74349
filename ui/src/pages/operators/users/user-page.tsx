import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { isMissing } from '../missing.ts';
import { NothingHere } from '../nothing-here.tsx';
import { Standing } from './standing.tsx';
import { UserGrants } from './user-grants.tsx';
import { userName, userQuery, type User } from './user-queries.ts';
import { UserSessions } from './user-sessions.tsx';

/** One user: what they connected, where they are signed in, and what can be done about it. */
export function UserPage(): ReactNode {
  const { operators } = useTexts();
  const { id = '' } = useParams();
  const query = useQuery(userQuery(id));
  if (isMissing(query)) return <NothingHere title={operators.noSuchUser} />;
  return (
    <>
      <p className="op-back">
        <Link to="/operators/users">{operators.users}</Link>
      </p>
      {query.data === undefined && <h1>{operators.user}</h1>}
      <Loaded query={query}>{(user) => <Of user={user} />}</Loaded>
    </>
  );
}

function Of({ user }: { user: User }): ReactNode {
  const { operators } = useTexts();
  return (
    <Page
      title={userName(user)}
      actions={
        <Link className="button quiet" to={`/operators/audit?user=${encodeURIComponent(user.id)}`}>
          {operators.whatTheyDid}
        </Link>
      }
    >
      <section className="card" aria-label={operators.user}>
        <dl className="op-facts">
          <Fact label={operators.email}>{user.email}</Fact>
          <Fact label={operators.subject}>
            <code>{user.subject}</code> {operators.at} <code>{user.issuer}</code>
          </Fact>
          <Fact label={operators.roles}>{user.roles.length === 0 ? null : user.roles.join(', ')}</Fact>
          <Fact label={operators.firstSeen}>
            <When at={user.created_at} />
          </Fact>
          <Fact label={operators.lastSeen}>
            <When at={user.seen_at} />
          </Fact>
        </dl>
        <Standing user={user} />
      </section>
      <UserGrants user={user} />
      <UserSessions user={user} />
    </Page>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }): ReactNode {
  if (children === null) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
