import { useId, type ReactNode } from 'react';

export interface OptionsProps<Value extends string> {
  legend: string;
  options: readonly (readonly [value: Value, label: string])[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few, all of them in sight. */
export function Options<Value extends string>({ legend, options, value, onChange }: OptionsProps<Value>): ReactNode {
  const name = useId();
  return (
    <fieldset className="op-options">
      <legend>{legend}</legend>
      {options.map(([one, label]) => (
        <label key={one}>
          <input type="radio" name={name} value={one} checked={one === value} onChange={() => onChange(one)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
