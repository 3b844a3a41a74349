import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { keysQuery, MOST_KEYS, type ApiKey } from '../../api/api-keys.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Section } from '../../parts/section.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useTexts } from '../../texts/texts.ts';
import { KeyItem } from './key-item.tsx';
import { isExpired } from './key-words.ts';
import { MakeKeyDialog } from './make-key-dialog.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';

/** One's API keys: those that work first, each with all that tells it from others. */
export function Keys(): ReactNode {
  const { access } = useTexts();
  const query = useQuery(keysQuery);
  const heading = useRef<HTMLHeadingElement>(null);
  const [isMaking, setIsMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const [revoked, setRevoked] = useState<string>();
  const now = useNow();
  // Those that expired make room.
  const isFull = (query.data ?? []).filter((key) => !isExpired(key, now)).length >= MOST_KEYS;
  const make = (
    <button
      type="button"
      onClick={() => {
        setRevoked(undefined);
        setIsMaking(true);
      }}
    >
      {access.make}
    </button>
  );
  return (
    <Section id="keys" title={access.keys} lead={access.keysLead} action={make} heading={heading}>
      {revoked !== undefined && <Notice kind="good">{revoked}</Notice>}
      <Loaded query={query}>{(keys) => <KeyList keys={keys} onRevoke={setRevoking} />}</Loaded>
      {isMaking && <MakeKeyDialog isFull={isFull} onClose={() => setIsMaking(false)} />}
      {revoking !== undefined && (
        <RevokeKeyDialog
          of={revoking}
          focusAfterwards={heading}
          onClose={() => setRevoking(undefined)}
          onRevoked={(says) => {
            setRevoked(says);
            setRevoking(undefined);
          }}
        />
      )}
    </Section>
  );
}

function KeyList({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (key: ApiKey) => void }): ReactNode {
  const { access } = useTexts();
  const now = useNow();
  if (keys.length === 0) {
    return (
      <Empty title={access.noKeys}>
        <p>{access.noKeysLead}</p>
      </Empty>
    );
  }
  const sorted = [...keys].sort((a, b) => Number(isExpired(a, now)) - Number(isExpired(b, now)));
  return (
    <ul className="items">
      {sorted.map((key) => (
        <KeyItem key={key.id} of={key} onRevoke={() => onRevoke(key)} />
      ))}
    </ul>
  );
}
