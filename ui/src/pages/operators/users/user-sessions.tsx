import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useMe } from '../../../api/me.ts';
import { Loaded } from '../../../parts/loaded.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { Section } from '../../../parts/section.tsx';
import { TakeAwayDialog } from '../../../parts/take-away-dialog.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { sessionsQuery, userName, useSignOut, type User } from './user-queries.ts';

/** Where a user is signed in. */
export function UserSessions({ user }: { user: User }): ReactNode {
  const { operators } = useTexts();
  const query = useQuery(sessionsQuery(user.id));
  const signOut = useSignOut(user.id);
  const isMe = useMe().id === user.id;
  const heading = useRef<HTMLHeadingElement>(null);
  const [isAsking, setIsAsking] = useState(false);
  const sessions = query.data?.items ?? [];
  const end = sessions.length > 0 && (
    <button type="button" className="quiet danger" onClick={() => setIsAsking(true)}>
      {operators.signOutEverywhere}
    </button>
  );
  return (
    <Section id="sessions" title={operators.sessions} action={end} heading={heading}>
      {signOut.isSuccess && <Notice kind="good">{operators.signedOut(userName(user), signOut.data)}</Notice>}
      <Loaded query={query}>
        {({ items, complete }) =>
          items.length === 0 ? (
            <p className="soft">{complete ? operators.noSessions : operators.unknownSessions}</p>
          ) : (
            <ul className="op-items">
              {items.map(({ created_at: createdAt, expires_at: expiresAt }, i) => (
                <li key={i}>
                  {operators.signedIn} <When at={createdAt} />
                  <span className="soft">
                    , {operators.endsUnused} <When at={expiresAt} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isAsking && (
        <TakeAwayDialog
          title={operators.signOutTitle(userName(user))}
          description={isMe ? operators.signOutYou : operators.signOutSays}
          does={operators.signOutEverywhere}
          isPending={signOut.isPending}
          error={signOut.error}
          focusAfterwards={heading}
          onClose={() => setIsAsking(false)}
          onConfirm={() => signOut.mutate(undefined, { onSuccess: () => setIsAsking(false) })}
        />
      )}
    </Section>
  );
}
