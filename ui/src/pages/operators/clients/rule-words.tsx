import type { ReactNode } from 'react';
import { useProviderName } from '../../../api/providers.ts';
import { useLanguage, useTexts } from '../../../texts/texts.ts';
import type { Rule } from './client-queries.ts';

/** A rule as people say it: where, for whom, what, and who is asked. */
export function RuleWords({ rule }: { rule: Rule }): ReactNode {
  const { operators } = useTexts();
  const nameOf = useProviderName();
  const list = new Intl.ListFormat(useLanguage());
  const { providers, scopes, users, consent } = rule;
  const where = providers === '*' ? operators.allProviders : list.format(providers.map(nameOf));
  return (
    <div>
      <p>
        <strong>{where}</strong>, <ForWhom users={users} />.
      </p>
      <p>
        {scopes === null ? (
          operators.allScopes
        ) : (
          <>
            {operators.onlyScopes} <code>{scopes.join(' ')}</code>
          </>
        )}
      </p>
      <p className="fine">{consent ? operators.withConsent : operators.withoutConsent}</p>
    </div>
  );
}

function ForWhom({ users }: Pick<Rule, 'users'>): ReactNode {
  const { operators } = useTexts();
  if (users === 'all') return operators.forAll;
  if (!Array.isArray(users)) {
    return (
      <>
        {operators.forRole} <code>{users.role}</code>
      </>
    );
  }
  return (
    <>
      {operators.forListed} <code>{users.join(', ')}</code>
    </>
  );
}
