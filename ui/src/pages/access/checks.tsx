import { useId, type ReactNode } from 'react';

export interface ChecksProps<Value extends string> {
  legend: string;
  /** It belongs to a choice that was just made: the legend is for screen readers alone. */
  isInner?: boolean;
  name: string;
  options: readonly (readonly [value: Value, label: string])[];
  chosen: readonly Value[];
  /** What is wrong with the choice. */
  error: string | undefined;
  onChange: (chosen: readonly Value[]) => void;
}

/** Some of a list, in its order. */
export function Checks<Value extends string>(props: ChecksProps<Value>): ReactNode {
  const { legend, isInner = false, name, options, chosen, error, onChange } = props;
  const errorId = useId();
  const toggled = (value: Value): Value[] =>
    options.map(([one]) => one).filter((one) => chosen.includes(one) !== (one === value));
  return (
    <fieldset className={isInner ? 'inner' : undefined} aria-describedby={error === undefined ? undefined : errorId}>
      <legend className={isInner ? 'unseen' : undefined}>{legend}</legend>
      {options.map(([value, label]) => (
        <label key={value} className="choice">
          <input
            type="checkbox"
            name={name}
            value={value}
            checked={chosen.includes(value)}
            onChange={() => onChange(toggled(value))}
          />
          {label}
        </label>
      ))}
      {error !== undefined && (
        <p id={errorId} className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
