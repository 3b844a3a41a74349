import { Tabs } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { NewApiKey } from '../../api/api-keys.ts';
import { BASE } from '../../api/client.ts';
import { mayMakeKeys, useMe } from '../../api/me.ts';
import type { Grant } from '../../api/grants.ts';
import { Code } from '../../parts/code.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useTexts } from '../../texts/texts.ts';
import { KeyStep } from './key-step.tsx';
import { inNotebook, snippets, TOOLS, type Tool, type TokenAddress } from './snippets.ts';

interface KeyProps {
  /** The key that was made here for this provider. */
  madeKey: NewApiKey | undefined;
  onMade: (key: NewApiKey) => void;
}

export interface UseAccountProps extends KeyProps {
  grant: Grant;
  /** There are others at the same provider. */
  isOneOfSeveral: boolean;
}

/** What fetches this account's token: a program that shows a key, or a notebook that needs none. */
export function UseAccount({ grant, isOneOfSeveral, madeKey, onMade }: UseAccountProps): ReactNode {
  const { use } = useTexts();
  const hasKeys = mayMakeKeys(useMe());
  const { id, provider, status } = grant;
  const address = { base: `${location.origin}${BASE}`, provider, account: isOneOfSeveral ? id : undefined };
  return (
    <>
      {status !== 'active' && (
        <Notice kind="warn">
          <p>{use.ended}</p>
          <Link to="/">{use.mend}</Link>
        </Notice>
      )}
      {hasKeys ? <ByKey address={address} madeKey={madeKey} onMade={onMade} /> : <InNotebook address={address} />}
      <p className="soft">{use.answer}</p>
    </>
  );
}

function ByKey({ address, madeKey, onMade }: { address: TokenAddress } & KeyProps): ReactNode {
  const { use } = useTexts();
  const [tool, setTool] = useState<Tool>('curl');
  const needs: Partial<Record<Tool, string>> = { Python: use.requests, JavaScript: use.node };
  return (
    <>
      <KeyStep provider={address.provider} tool={tool} madeKey={madeKey} onMade={onMade} />
      <h2 id="program">{use.snippetTitle}</h2>
      <Tabs.Root value={tool} onValueChange={(value) => setTool(TOOLS.find((one) => one === value) ?? tool)}>
        <Tabs.List className="use-tabs" aria-label={use.languages}>
          {TOOLS.map((one) => (
            <Tabs.Trigger key={one} value={one}>
              {one}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {TOOLS.map((one) => (
          <Tabs.Content key={one} value={one} tabIndex={-1}>
            {needs[one] !== undefined && <p className="soft">{needs[one]}</p>}
            {snippets(one, address, madeKey?.key ?? use.placeholder).map(({ file, text }) => (
              <Code
                key={file ?? ''}
                text={text}
                title={file === undefined ? use.shell : use.saveAs(file)}
                copies={file === undefined ? use.copyCommands : use.copyFile(file)}
              />
            ))}
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </>
  );
}

/** In a JupyterHub each server has a token of the Hub in its environment. */
function InNotebook({ address }: { address: TokenAddress }): ReactNode {
  const { use } = useTexts();
  return (
    <>
      <p className="soft">{use.notebookSays}</p>
      <Code text={inNotebook(address)} title={use.notebook} copies={use.copyCommands} />
    </>
  );
}
