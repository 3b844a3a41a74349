import { useId, type ReactNode } from 'react';

export interface ChoiceProps {
  label: string;
  /** By value. */
  options: readonly (readonly [value: string, label: string])[];
  value: string;
  onChange: (value: string) => void;
}

/** One of a list. */
export function Choice({ label, options, value, onChange }: ChoiceProps): ReactNode {
  const id = useId();
  return (
    <div className="op-choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([one, says]) => (
          <option key={one} value={one}>
            {says}
          </option>
        ))}
      </select>
    </div>
  );
}
