import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { NewApiKey } from '../../api/api-keys.ts';
import type { Grant } from '../../api/grants.ts';
import { AccountChoice } from './account-choice.tsx';
import { UseAccount } from './use-account.tsx';

/** The account that one chose (the address may name it), and what fetches its token. */
export function UseAccounts({ grants }: { grants: readonly [Grant, ...Grant[]] }): ReactNode {
  const [search, setSearch] = useSearchParams();
  // By provider, as long as the page is open, and nowhere else: they are shown this once.
  const [keys, setKeys] = useState<Readonly<Record<string, NewApiKey>>>({});
  const chosen = grants.find(({ id }) => id === search.get('account')) ?? grants[0];
  const { id, provider } = chosen;
  return (
    <div className="card use">
      <AccountChoice
        grants={grants}
        chosen={chosen}
        onChoice={(account) => setSearch({ account }, { replace: true })}
      />
      <UseAccount
        key={id}
        grant={chosen}
        isOneOfSeveral={grants.filter((grant) => grant.provider === provider).length > 1}
        madeKey={keys[provider]}
        onMade={(key) => setKeys((others) => ({ ...others, [provider]: key }))}
      />
    </div>
  );
}
