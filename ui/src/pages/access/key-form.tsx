import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { KeyWish } from '../../api/api-keys.ts';
import { useMe } from '../../api/me.ts';
import { nameOf, providersQuery } from '../../api/providers.ts';
import { Field } from '../../parts/field.tsx';
import { FormEnd } from '../../parts/form-end.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Checks } from './checks.tsx';
import { isPowerful, RIGHTS, type Right } from './key-words.ts';
import { Lifetime, type Days } from './lifetime.tsx';

const LONGEST_NAME = 100;

export interface KeyFormProps {
  isPending: boolean;
  onCancel: () => void;
  onSubmit: (wish: KeyWish) => void;
  /** What went wrong with it. */
  children: ReactNode;
}

/** What a key shall be called, may do, where, and for how long. As it comes, it obtains tokens for 90 days. */
export function KeyForm({ isPending, onCancel, onSubmit, children }: KeyFormProps): ReactNode {
  const { access } = useTexts();
  const { scopes: held } = useMe();
  const { data: providers = [] } = useQuery(providersQuery);
  const [name, setName] = useState('');
  const [rights, setRights] = useState<readonly Right[]>(['token']);
  const [isForAll, setIsForAll] = useState(true);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [days, setDays] = useState<Days>(90);
  const [isChecked, setIsChecked] = useState(false);

  const errors = {
    name: name.trim() === '' ? access.nameMissing : undefined,
    rights: rights.length === 0 ? access.rightsMissing : undefined,
    providers: !isForAll && chosen.length === 0 ? access.whereMissing : undefined,
  };
  const shown: Partial<typeof errors> = isChecked ? errors : {};

  const submit = (form: HTMLFormElement): void => {
    if (isPending) return;
    setIsChecked(true);
    const wrong = (['name', 'rights', 'providers'] as const).find((field) => errors[field] !== undefined);
    if (wrong !== undefined) {
      form.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
      return;
    }
    onSubmit({
      name: name.trim(),
      scopes: [...rights],
      providers: isForAll ? undefined : [...chosen],
      days: days === 'forever' ? undefined : days,
    });
  };

  return (
    <form
      className="key-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
    >
      <Field
        label={access.name}
        hint={access.nameHint}
        error={shown.name}
        name="name"
        required
        autoComplete="off"
        maxLength={LONGEST_NAME}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <Checks
        legend={access.rightsLegend}
        name="rights"
        options={RIGHTS.filter((right) => held.includes(right)).map((right) => [right, capital(access.rights[right])])}
        chosen={rights}
        error={shown.rights}
        onChange={setRights}
      />
      {rights.some(isPowerful) && <p className="field-warning">{access.powerful}</p>}
      {providers.length > 1 && (
        <fieldset>
          <legend>{access.where}</legend>
          <label className="choice">
            <input type="radio" name="where" checked={isForAll} onChange={() => setIsForAll(true)} />
            {access.whereAll}
          </label>
          <label className="choice">
            <input type="radio" name="where" checked={!isForAll} onChange={() => setIsForAll(false)} />
            {access.whereSome}
          </label>
          {!isForAll && (
            <Checks
              legend={access.whereSome}
              isInner
              name="providers"
              options={providers.map((provider) => [provider.id, nameOf(provider)])}
              chosen={chosen}
              error={shown.providers}
              onChange={setChosen}
            />
          )}
        </fieldset>
      )}
      <Lifetime days={days} onChange={setDays} />
      {children}
      <FormEnd does={access.make} isPending={isPending} onCancel={onCancel} />
    </form>
  );
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
