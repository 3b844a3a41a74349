import { useId, useState, type ReactNode, type SubmitEvent } from 'react';
import { ActionFailure } from '../../../parts/action-failure.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Field } from '../../../parts/field.tsx';
import { FormEnd } from '../../../parts/form-end.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { useAddRule, type Client, type RuleWish } from './client-queries.ts';
import { Options } from './options.tsx';
import { ProviderChecks } from './provider-checks.tsx';

type ForWhom = 'all' | 'role' | 'listed';

/** Lets a client obtain tokens: at which providers, for whom, with which scopes, asked or not. */
export function RuleDialog({ client, onClose }: { client: Client; onClose: () => void }): ReactNode {
  const { operators } = useTexts();
  const add = useAddRule(client.id);
  return (
    <Dialog
      isOpen
      title={operators.ruleTitle(client.name)}
      description={operators.ruleSays}
      onClose={add.isPending ? undefined : onClose}
    >
      <RuleForm
        isPending={add.isPending}
        error={add.error}
        onCancel={onClose}
        onSubmit={(wish) => add.mutate(wish, { onSuccess: onClose })}
      />
    </Dialog>
  );
}

interface RuleFormProps {
  isPending: boolean;
  error: Error | null;
  onCancel: () => void;
  onSubmit: (wish: RuleWish) => void;
}

function RuleForm({ isPending, error, onCancel, onSubmit }: RuleFormProps): ReactNode {
  const { operators } = useTexts();
  const [providers, setProviders] = useState<readonly string[]>([]);
  const [scopes, setScopes] = useState('');
  const [forWhom, setForWhom] = useState<ForWhom>('all');
  const [whom, setWhom] = useState('');
  const [consent, setConsent] = useState(true);
  const [isTried, setIsTried] = useState(false);
  const needsWhom = forWhom !== 'all' && whom.trim() === '';
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsTried(true);
    if (isPending || providers.length === 0 || needsWhom) return;
    const listed = words(scopes);
    onSubmit({
      ...{ providers: providers.includes('*') ? '*' : [...providers], users: usersOf(forWhom, whom), consent },
      ...(listed.length > 0 && { scopes: listed }),
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <ProviderChecks
        chosen={providers}
        error={isTried && providers.length === 0 ? operators.chooseOne : undefined}
        onChange={setProviders}
      />
      <Options
        legend={operators.forWhom}
        options={[
          ['all', operators.everyUser],
          ['role', operators.usersOfRole],
          ['listed', operators.theseUsers],
        ]}
        value={forWhom}
        onChange={setForWhom}
      />
      {forWhom !== 'all' && (
        <Field
          label={forWhom === 'role' ? operators.role : operators.userIds}
          hint={forWhom === 'role' ? undefined : operators.userIdsHint}
          error={isTried && needsWhom ? operators.missing : undefined}
          value={whom}
          autoComplete="off"
          onChange={({ target }) => setWhom(target.value)}
        />
      )}
      <Field
        label={operators.scopes}
        hint={operators.scopesHint}
        value={scopes}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={({ target }) => setScopes(target.value)}
      />
      <Consent isNeeded={consent} onChange={setConsent} />
      <ActionFailure error={error} />
      <FormEnd does={operators.addRule} isPending={isPending} onCancel={onCancel} />
    </form>
  );
}

function Consent({ isNeeded, onChange }: { isNeeded: boolean; onChange: (isNeeded: boolean) => void }): ReactNode {
  const { operators } = useTexts();
  const id = useId();
  return (
    <div className="op-options">
      <label>
        <input
          type="checkbox"
          checked={isNeeded}
          aria-describedby={isNeeded ? undefined : id}
          onChange={({ target }) => onChange(target.checked)}
        />
        {operators.needsConsent}
      </label>
      {!isNeeded && (
        <p id={id} className="op-warning">
          {operators.noConsentSays}
        </p>
      )}
    </div>
  );
}

function usersOf(forWhom: ForWhom, whom: string): RuleWish['users'] {
  if (forWhom === 'all') return 'all';
  return forWhom === 'role' ? { role: whom.trim() } : words(whom);
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
