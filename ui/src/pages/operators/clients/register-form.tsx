import { useState, type ReactNode, type SubmitEvent } from 'react';
import { ActionFailure } from '../../../parts/action-failure.tsx';
import { Field } from '../../../parts/field.tsx';
import { FormEnd } from '../../../parts/form-end.tsx';
import { useTexts } from '../../../texts/texts.ts';
import type { ClientWish } from './client-queries.ts';
import { Options } from './options.tsx';

export interface RegisterFormProps {
  isPending: boolean;
  error: Error | null;
  onCancel: () => void;
  onSubmit: (wish: ClientWish) => void;
}

/** What a new client is called, and how it proves that it is itself. */
export function RegisterForm({ isPending, error, onCancel, onSubmit }: RegisterFormProps): ReactNode {
  const { operators } = useTexts();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [proof, setProof] = useState<'secret' | 'issuer'>('secret');
  const [issuer, setIssuer] = useState('');
  const [subject, setSubject] = useState('');
  const [isTried, setIsTried] = useState(false);
  const missing = (text: string): string | undefined => (isTried && text.trim() === '' ? operators.missing : undefined);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsTried(true);
    const needed = proof === 'secret' ? [id] : [id, issuer, subject];
    if (isPending || needed.some((text) => text.trim() === '')) return;
    const wish = { id: id.trim(), name: name.trim() };
    onSubmit({ ...wish, proof: proof === 'secret' ? undefined : { issuer: issuer.trim(), subject: subject.trim() } });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={operators.clientId}
        hint={operators.clientIdHint}
        error={missing(id)}
        value={id}
        maxLength={255}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={({ target }) => setId(target.value)}
      />
      <Field
        label={operators.clientName}
        hint={operators.clientNameHint}
        value={name}
        maxLength={100}
        autoComplete="off"
        onChange={({ target }) => setName(target.value)}
      />
      <Options
        legend={operators.proof}
        options={[
          ['secret', operators.bySecret],
          ['issuer', operators.byIssuer],
        ]}
        value={proof}
        onChange={setProof}
      />
      {proof === 'issuer' && (
        <>
          <Field
            label={operators.issuer}
            hint={operators.issuerHint}
            error={missing(issuer)}
            value={issuer}
            autoComplete="off"
            onChange={({ target }) => setIssuer(target.value)}
          />
          <Field
            label={operators.subject}
            error={missing(subject)}
            value={subject}
            autoComplete="off"
            onChange={({ target }) => setSubject(target.value)}
          />
        </>
      )}
      <ActionFailure error={error} />
      <FormEnd does={operators.register} isPending={isPending} onCancel={onCancel} />
    </form>
  );
}
