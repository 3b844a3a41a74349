import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useMakeKey, type NewApiKey } from '../../api/api-keys.ts';
import { useProviderName } from '../../api/providers.ts';
import { ActionFailure } from '../../parts/action-failure.tsx';
import { Day } from '../../parts/day.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { Tool } from './snippets.ts';

const DAYS = 30;
/** Of a key's name, in characters. */
const LONGEST = 100;

export interface KeyStepProps {
  provider: string;
  /** After which the key is named. */
  tool: Tool;
  madeKey: NewApiKey | undefined;
  onMade: (key: NewApiKey) => void;
}

/** Makes the narrowest key that will do: the tokens of one provider, for a month. */
export function KeyStep({ provider, tool, madeKey, onMade }: KeyStepProps): ReactNode {
  const { use, shell } = useTexts();
  const name = useProviderName()(provider);
  const make = useMakeKey(onMade);
  const { isSuccess } = make;
  const told = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone.
  useEffect(() => {
    if (isSuccess) told.current?.focus();
  }, [isSuccess]);
  return (
    <>
      <h2>{use.keyTitle}</h2>
      {madeKey === undefined ? (
        <>
          <p className="soft">{use.keySays(name, DAYS)}</p>
          <ActionFailure error={make.error} />
          <button
            type="button"
            disabled={make.isPending}
            onClick={() =>
              make.mutate({
                name: use.keyName(tool, name).slice(0, LONGEST),
                scopes: [`token:${provider}`],
                providers: [provider],
                days: DAYS,
              })
            }
          >
            {use.make}
          </button>
        </>
      ) : (
        <div ref={told} tabIndex={-1}>
          <Notice kind="good">
            <p>{use.made}</p>
            <p className="fine">
              {use.goodUntil(name)} {madeKey.expires_at !== null && <Day at={madeKey.expires_at} />}. {use.revocable}{' '}
              <Link to="/access">{shell.access}</Link>.
            </p>
          </Notice>
        </div>
      )}
    </>
  );
}
