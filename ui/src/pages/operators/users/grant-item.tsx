import type { ReactNode } from 'react';
import { Logo } from '../../../parts/logo.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import type { ListedGrant } from './user-queries.ts';

export interface GrantItemProps {
  grant: ListedGrant;
  /** Which account, and where. */
  title: string;
  onEnd: () => void;
}

const TONES = { active: 'good', reauth_required: 'warn', revoked: '' } as const;

export function GrantItem({ grant, title, onEnd }: GrantItemProps): ReactNode {
  const { operators } = useTexts();
  const { status, reason, provider } = grant;
  return (
    <li className="op-item">
      <Logo provider={provider} size={32} />
      <div>
        <div className="op-line">
          <strong>{title}</strong>
          <span className={`badge ${TONES[status]}`}>{operators.statuses[status]}</span>
          {grant.default && status !== 'revoked' && <span className="badge">{operators.default}</span>}
        </div>
        {status === 'reauth_required' && <p>{operators.reasonSays[reason ?? 'none']}</p>}
        {grant.last_error !== null && grant.last_error_at !== null && (
          <p>
            {operators.lastFailure} <When at={grant.last_error_at} />: <code>{grant.last_error}</code>
            {grant.failures > 1 && ` ${operators.failuresInARow(grant.failures)}`}
          </p>
        )}
        <ul className="op-times">
          <Time says={operators.connected} at={grant.linked_at} />
          <Time says={operators.refreshed} at={grant.last_refreshed_at} />
          <Time says={operators.used} at={grant.last_used_at} />
          <Time says={operators.expires} at={grant.refresh_expires_at} />
        </ul>
        {grant.scope !== '' && (
          <p className="fine">
            <code>{grant.scope}</code>
          </p>
        )}
      </div>
      {status !== 'revoked' && (
        <button
          type="button"
          className="quiet danger small"
          aria-label={operators.disconnectThis(title)}
          onClick={onEnd}
        >
          {operators.disconnect}
        </button>
      )}
    </li>
  );
}

function Time({ says, at }: { says: string; at: number | null }): ReactNode {
  if (at === null) return null;
  return (
    <li>
      {says} <When at={at} />
    </li>
  );
}
