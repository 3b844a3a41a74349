import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useProviderName } from '../../api/providers.ts';
import { Logo } from '../../parts/logo.tsx';
import { Scopes } from '../../parts/scopes.tsx';
import { When } from '../../parts/when.tsx';
import { useTexts } from '../../texts/texts.ts';
import { fetchersQuery, unaskedQuery, type Consent, type Fetcher, type UnaskedRule } from './access-queries.ts';

/** Services that one has not, or no longer, allowed it: those that a rule of the operator's lets, and those that fetched. */
export function Fetchers({ consents }: { consents: readonly Consent[] }): ReactNode {
  const { access } = useTexts();
  const { data: rules = [] } = useQuery(unaskedQuery);
  const { data: fetchers = [] } = useQuery(fetchersQuery);
  const strays = fetchers.filter(
    (fetcher) =>
      !rules.some((rule) => isBy(rule, fetcher)) &&
      !consents.some((one) => one.client.id === fetcher.client && one.provider === fetcher.provider),
  );
  if (rules.length + strays.length === 0) return null;
  return (
    <>
      <h3 className="others">{access.others}</h3>
      <p className="soft">{access.othersLead}</p>
      <ul className="items">
        {rules.map((rule, i) => (
          <Other
            key={i}
            name={rule.client.name}
            providers={rule.providers}
            scopes={rule.scopes}
            last={fetchers.find((fetcher) => isBy(rule, fetcher))?.last}
          />
        ))}
        {strays.map(({ client, provider, last }) => (
          <Other key={`${client} ${provider}`} name={client} providers={[provider]} last={last} />
        ))}
      </ul>
    </>
  );
}

/** The latest fetch stands first. */
function isBy({ client, providers }: UnaskedRule, fetcher: Fetcher): boolean {
  return client.id === fetcher.client && (providers?.includes(fetcher.provider) ?? true);
}

interface OtherProps {
  name: string;
  /** `null`: all. */
  providers: readonly string[] | null;
  /** `null`: whatever was granted; `undefined`: not known. */
  scopes?: readonly string[] | null;
  /** Seconds since the epoch. */
  last: number | undefined;
}

function Other({ name, providers, scopes, last }: OtherProps): ReactNode {
  const { access } = useTexts();
  const nameOf = useProviderName();
  return (
    <li className="item">
      <div>
        <h4>{name}</h4>
        {providers?.map((provider) => (
          <p key={provider} className="at-provider">
            <Logo provider={provider} size={20} />
            <span>{nameOf(provider)}</span>
          </p>
        )) ?? <p>{access.anywhere}</p>}
        {scopes !== undefined && <p>{scopes === null ? access.mayAll : <Scopes scopes={scopes} />}</p>}
        <ul className="facts">
          <li>
            {last === undefined ? (
              access.neverFetched
            ) : (
              <>
                {access.lastFetched} <When at={last} />
              </>
            )}
          </li>
        </ul>
      </div>
    </li>
  );
}
