import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { keysQuery } from '../../api/api-keys.ts';
import type { Grant } from '../../api/grants.ts';
import { When } from '../../parts/when.tsx';
import { useTexts } from '../../texts/texts.ts';
import { lastUseQuery, type Use } from './accounts-queries.ts';

/** When a token of this account was handed out last, and to whom: as the audit knows, as far as it goes back. */
export function LastUse({ grant }: { grant: Grant }): ReactNode {
  const { accounts } = useTexts();
  const { data: use, isPending } = useQuery(lastUseQuery(grant.id));
  const at = use?.at ?? grant.last_used_at;
  if (at === null) return <p className="account-line fine">{isPending ? ' ' : accounts.notUsed}</p>;
  return (
    <p className="account-line fine">
      {accounts.lastUsed} <When at={at} />
      {use != null && (
        <>
          {' '}
          {accounts.by} <User of={use.actor} />
        </>
      )}
      .
    </p>
  );
}

function User({ of: { kind, id, via, key_id: keyId } }: { of: Use['actor'] }): ReactNode {
  const { accounts } = useTexts();
  const hasKey = kind === 'user' && keyId !== null;
  const { data: keys } = useQuery({ ...keysQuery, enabled: hasKey });
  if (kind === 'client') return <Named what={accounts.byClient} name={id ?? ''} />;
  if (!hasKey) return via === 'bearer' ? accounts.byBearer : accounts.byYou;
  return <Named what={accounts.byKey} name={keys?.find(({ id: known }) => known === keyId)?.name ?? `tsk_${keyId}`} />;
}

function Named({ what, name }: { what: string; name: string }): ReactNode {
  return (
    <>
      {what} <strong>{name}</strong>
    </>
  );
}
