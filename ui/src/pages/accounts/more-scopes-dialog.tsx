import { useId, useState, type ReactNode, type SubmitEvent } from 'react';
import type { Grant } from '../../api/grants.ts';
import type { Provider } from '../../api/providers.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { FormEnd } from '../../parts/form-end.tsx';
import { Scope } from '../../parts/scopes.tsx';
import { wordsFor } from '../../../../src/ui/texts/scope-words.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { AccountFailure } from './account-failure.tsx';
import { useLink } from './accounts-queries.ts';

// RFC 6749 section 3.3
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

export interface MoreScopesDialogProps {
  isOpen: boolean;
  onClose: () => void;
  grant: Grant;
  provider: Provider;
  /** The provider's. */
  name: string;
  /** The account, and at which provider. */
  full: string;
}

/** Asks a provider for more than an account has: of what the provider knows, or what one types. */
export function MoreScopesDialog({ isOpen, onClose, full, name, ...about }: MoreScopesDialogProps): ReactNode {
  const { accounts } = useTexts();
  return (
    <Dialog isOpen={isOpen} title={accounts.moreTitle(full)} description={accounts.moreHint(name)} onClose={onClose}>
      <MoreScopesForm name={name} onClose={onClose} {...about} />
    </Dialog>
  );
}

function MoreScopesForm({ grant, provider, name, onClose }: Omit<MoreScopesDialogProps, 'isOpen' | 'full'>): ReactNode {
  const { accounts } = useTexts();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const link = useLink();
  const known = offeredTo(grant, provider);
  const others = typed.split(/\s+/).filter((scope) => scope !== '');
  const isBad = others.some((scope) => !SCOPE.test(scope));
  const isNone = chosen.length + others.length === 0;
  const error = isBad ? accounts.badScope : wasSent && isNone ? accounts.moreNone : undefined;
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (isBad || isNone || link.isPending) return;
    const scope = [...new Set([...chosen, ...others])].join(' ');
    link.mutate({ provider: provider.id, account: grant.id, scope });
  };
  return (
    <form onSubmit={send}>
      {known.length > 0 && <Choices known={known} chosen={chosen} onChange={setChosen} />}
      <Field
        label={known.length > 0 ? accounts.moreType : accounts.moreChoose}
        hint={accounts.moreTypeHint(name)}
        value={typed}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={error}
        onChange={({ target }) => setTyped(target.value)}
      />
      <AccountFailure error={link.error} name={name} />
      <FormEnd does={accounts.goOn(name)} isPending={link.isPending} onCancel={onClose} />
    </form>
  );
}

interface ChoicesProps {
  known: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

function Choices({ known, chosen, onChange }: ChoicesProps): ReactNode {
  const { accounts } = useTexts();
  const language = useLanguage();
  const id = useId();
  return (
    <fieldset className="choices">
      <legend>{accounts.moreChoose}</legend>
      {known.map((scope) => (
        <label key={scope} htmlFor={`${id}-${scope}`}>
          <input
            id={`${id}-${scope}`}
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={({ target }) => {
              onChange(target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope));
            }}
          />
          <span>
            <Scope scope={scope} />
            {wordsFor(scope, language) !== undefined && <code className="fine">{scope}</code>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What the provider is known to have and the account has not. */
function offeredTo({ scopes }: Grant, provider: Provider): string[] {
  const known = new Set([...scopes.missing, ...provider.scopes, ...provider.scopes_offered]);
  const held = new Set(scopes.granted);
  // Where a refresh token came, it was given without being named.
  return [...known].filter(
    (scope) => !held.has(scope) && (scope !== 'offline_access' || scopes.missing.includes(scope)),
  );
}
