import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useProviderName } from '../../../api/providers.ts';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { ACTIONS, type AuditEvent } from './audit-queries.ts';

export interface AuditItemProps {
  event: AuditEvent;
  /** What to call a user. */
  nameOf: (id: string) => string;
}

/** The code of a problem, or another word for something that did not go well. */
const BAD =
  /^(unauthenticated|forbidden|csrf|not_|un|invalid_|state_|wrong_|rate_|provider_|database_|internal|reauth_|refused|expired|lost_|revoked here only|access_denied|scopes_|link_failed)/;

/** An event: what was done, by whom, with whose, where. Words of the audit itself stand as they are. */
export function AuditItem({ event, nameOf }: AuditItemProps): ReactNode {
  const { operators } = useTexts();
  const providerName = useProviderName();
  const { action, outcome, actor, user_id: userId, provider, subject, scope, address } = event;
  const known = ACTIONS.find((one) => one === action);
  const isOwn = actor.kind === 'user' && actor.id === userId;
  return (
    <li>
      <div className="op-line">
        <strong>{known === undefined ? action : operators.actions[known]}</strong>
        <span className={`badge ${BAD.test(outcome) ? 'bad' : 'good'}`}>{outcome}</span>
        <span className="soft">
          <When at={event.at} />
        </span>
      </div>
      <p>
        <Actor event={event} nameOf={nameOf} />
        {userId !== null && !isOwn && (
          <>
            {' '}
            {operators.concerning} <Link to={`/operators/users/${encodeURIComponent(userId)}`}>{nameOf(userId)}</Link>
          </>
        )}
        {provider !== null && ` ${operators.atProvider(providerName(provider))}`}
      </p>
      <p className="fine">
        {[
          subject !== null && subject !== userId && `${operators.subjectOf} ${subject}`,
          scope !== null && scope !== '' && `${operators.scopes} ${scope}`,
          address !== null && `${operators.address} ${address}`,
          event.request_id !== null && `${operators.request} ${event.request_id}`,
        ]
          .filter((text) => text !== false)
          .join(' · ')}
      </p>
    </li>
  );
}

function Actor({ event: { actor }, nameOf }: AuditItemProps): ReactNode {
  const { operators } = useTexts();
  const { kind, id, via, key_id: keyId } = actor;
  const by = via === null ? '' : ` (${[operators.vias[via] ?? via, keyId].filter((one) => one !== null).join(' ')})`;
  if (id === null) return operators.actors[kind];
  const page = kind === 'client' ? 'clients' : 'users';
  return (
    <>
      {kind === 'client' && `${operators.client} `}
      <Link to={`/operators/${page}/${encodeURIComponent(id)}`}>{kind === 'user' ? nameOf(id) : id}</Link>
      {by}
    </>
  );
}
