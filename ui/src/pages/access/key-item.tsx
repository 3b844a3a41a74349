import type { ReactNode } from 'react';
import type { ApiKey } from '../../api/api-keys.ts';
import { useProviderName } from '../../api/providers.ts';
import { Day } from '../../parts/day.tsx';
import { useNow } from '../../parts/use-now.ts';
import { When } from '../../parts/when.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { isExpired, rightsInWords } from './key-words.ts';

const SOON = 14 * 24 * 3600 * 1000;

export interface KeyItemProps {
  of: ApiKey;
  onRevoke: () => void;
}

/** A key: what it is called, what it may, since when and until when. */
export function KeyItem({ of: key, onRevoke }: KeyItemProps): ReactNode {
  const texts = useTexts();
  const { access } = texts;
  const language = useLanguage();
  const now = useNow();
  const nameOf = useProviderName();
  const isOver = isExpired(key, now);
  return (
    <li className={isOver ? 'item over' : 'item'}>
      <div>
        <h3>
          {key.name} {isOver && <span className="badge">{access.expired}</span>}
        </h3>
        <p>{rightsInWords(key, nameOf, texts, language)}</p>
        <ul className="facts">
          <li>
            <Expiry at={key.expires_at} now={now} />
          </li>
          <li>
            {key.last_used_at === null ? (
              access.neverUsed
            ) : (
              <>
                {access.used} <When at={key.last_used_at} />
              </>
            )}
          </li>
          <li>
            {access.made} <When at={key.created_at} />
          </li>
          <li>
            <code>tsk_{key.id}_…</code>
          </li>
        </ul>
      </div>
      <button
        type="button"
        className="quiet small"
        aria-label={isOver ? access.removeKey(key.name) : access.revokeKey(key.name)}
        onClick={onRevoke}
      >
        {isOver ? access.remove : access.revoke}
      </button>
    </li>
  );
}

/** What is near is told from now, what is far by its day. */
function Expiry({ at, now }: { at: number | null; now: number }): ReactNode {
  const { access } = useTexts();
  if (at === null) return access.neverExpires;
  const left = at * 1000 - now;
  const isSoon = left > 0 && left < SOON;
  return (
    <span className={isSoon ? 'soon' : undefined}>
      {left > 0 ? access.expires : access.expired} {Math.abs(left) < SOON ? <When at={at} /> : <Day at={at} />}
    </span>
  );
}
