import type { ReactNode } from 'react';
import { accountName, type Grant } from '../../api/grants.ts';
import { useProviderName } from '../../api/providers.ts';
import { Logo } from '../../parts/logo.tsx';
import { useTexts } from '../../texts/texts.ts';

export interface AccountChoiceProps {
  grants: readonly Grant[];
  chosen: Grant;
  onChoice: (id: string) => void;
}

/** Which account: one beside the other, as the cards of the home page show them. */
export function AccountChoice({ grants, chosen, onChoice }: AccountChoiceProps): ReactNode {
  const { use } = useTexts();
  const nameOf = useProviderName();
  return (
    <fieldset className="use-accounts">
      <legend>{use.account}</legend>
      {grants.map((grant) => (
        <label key={grant.id} className="use-account">
          <input type="radio" name="account" checked={grant.id === chosen.id} onChange={() => onChoice(grant.id)} />
          <Logo provider={grant.provider} size={32} />
          <span>
            <strong>{nameOf(grant.provider)}</strong>
            <span className="soft">{accountName(grant)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
