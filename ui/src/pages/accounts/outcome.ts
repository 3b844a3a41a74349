import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { LinkWish } from './accounts-queries.ts';

/** What became of a link, as the address tells that one comes back with. */
export type LinkOutcome = { kind: 'linked'; wish: LinkWish } | { kind: 'not-linked'; wish: LinkWish; code: string };

/** What became of something that took one away from this page, or took something away from it. */
export type Outcome =
  LinkOutcome | { kind: 'disconnected'; account: string; name: string; confirmed: boolean; site: string | undefined };

const PARAMETERS = ['linked', 'error', 'provider', 'account', 'scope', 'besides'];

/** What the address says of the way that one comes from; then it says so no longer. It may be replaced by what happens next. */
export function useOutcome(): [outcome: Outcome | undefined, tell: (outcome: Outcome) => void] {
  const [parameters, setParameters] = useSearchParams();
  const [outcome, tell] = useState(() => outcomeIn(parameters));
  useEffect(() => {
    const named = PARAMETERS.filter((name) => parameters.has(name));
    if (named.length === 0) return;
    const others = new URLSearchParams(parameters);
    for (const name of named) others.delete(name);
    setParameters(others, { replace: true });
  }, [parameters, setParameters]);
  return [outcome, tell];
}

function outcomeIn(parameters: URLSearchParams): Outcome | undefined {
  const linked = parameters.get('linked');
  const code = parameters.get('error');
  const account = parameters.get('account');
  const scope = parameters.get('scope');
  const besides = parameters.get('besides');
  const wish = {
    provider: linked ?? parameters.get('provider') ?? '',
    ...(account !== null && { account }),
    ...(scope !== null && { scope }),
    ...(besides !== null && { besides: Number(besides) }),
  };
  if (linked !== null) return { kind: 'linked', wish };
  return code === null ? undefined : { kind: 'not-linked', wish, code };
}
