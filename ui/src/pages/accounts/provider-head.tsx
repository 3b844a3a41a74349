import type { ReactNode } from 'react';
import type { Provider } from '../../api/providers.ts';
import { Logo } from '../../parts/logo.tsx';

/** Who a provider is: its picture, its name with the way to its site, and what it is. */
export function ProviderHead({ provider, heading }: { provider: Provider; heading: ReactNode }): ReactNode {
  const { description, url } = provider.metadata;
  return (
    <div className="provider-head">
      <Logo provider={provider.id} />
      <div>
        {heading}
        {(description !== null || url !== null) && (
          <p className="fine">
            {description}{' '}
            {url !== null && (
              <a href={url} rel="noreferrer" target="_blank">
                {hostOf(url)}
              </a>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.replace(/^www\./, '') : url;
}
