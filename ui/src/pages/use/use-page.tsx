import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { grantsQuery } from '../../api/grants.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useTexts } from '../../texts/texts.ts';
import { UseAccounts } from './use-accounts.tsx';
import './use.css';

/** How a program fetches the token of a connected account. */
export default function UsePage(): ReactNode {
  const { shell, use } = useTexts();
  const query = useQuery(grantsQuery);
  return (
    <Page title={shell.use} lead={use.lead}>
      <Loaded query={query}>
        {([first, ...others]) =>
          first === undefined ? (
            <Empty title={use.empty}>
              <p>{use.emptyLead}</p>
              <Link className="button" to="/">
                {use.mend}
              </Link>
            </Empty>
          ) : (
            <UseAccounts grants={[first, ...others]} />
          )
        }
      </Loaded>
    </Page>
  );
}
