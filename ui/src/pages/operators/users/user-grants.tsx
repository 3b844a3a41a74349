import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useProviderName } from '../../../api/providers.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { Section } from '../../../parts/section.tsx';
import { TakeAwayDialog } from '../../../parts/take-away-dialog.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { GrantItem } from './grant-item.tsx';
import { userGrantsQuery, useEndGrant, userName, type ListedGrant, type User } from './user-queries.ts';

/** What a user connected, and how it fares. */
export function UserGrants({ user }: { user: User }): ReactNode {
  const { operators } = useTexts();
  const query = useQuery(userGrantsQuery(user.id));
  const nameOf = useProviderName();
  const end = useEndGrant();
  const heading = useRef<HTMLHeadingElement>(null);
  const [ending, setEnding] = useState<ListedGrant>();
  const [ended, setEnded] = useState<{ grant: ListedGrant; confirmed: boolean }>();
  const title = ({ provider, account }: ListedGrant): string =>
    operators.accountAt(account.label ?? account.subject ?? operators.anAccount, nameOf(provider));
  return (
    <Section id="grants" title={operators.grants} heading={heading}>
      {ended !== undefined && (
        <Notice kind={ended.confirmed ? 'good' : 'warn'}>
          {operators.disconnected(title(ended.grant))}{' '}
          {ended.confirmed ? operators.confirmed : operators.notConfirmed(nameOf(ended.grant.provider))}
        </Notice>
      )}
      <Loaded query={query}>
        {(grants) =>
          grants.length === 0 ? (
            <Empty title={operators.noGrants(userName(user))} />
          ) : (
            <ul className="op-items">
              {grants.map((grant) => (
                <GrantItem key={grant.id} grant={grant} title={title(grant)} onEnd={() => setEnding(grant)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {ending !== undefined && (
        <TakeAwayDialog
          title={operators.disconnectTitle(title(ending))}
          description={operators.disconnectSays(userName(user))}
          does={operators.disconnect}
          isPending={end.isPending}
          error={end.error}
          focusAfterwards={heading}
          onClose={() => {
            end.reset();
            setEnding(undefined);
          }}
          onConfirm={() =>
            end.mutate(ending, {
              onSuccess: (confirmed) => {
                setEnded({ grant: ending, confirmed });
                setEnding(undefined);
              },
            })
          }
        />
      )}
    </Section>
  );
}
