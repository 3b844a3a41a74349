import type { CommonFlags } from '../configuration.ts';
import { Session } from '../session.ts';
import { tableOf } from '../../cli/table.ts';
import type { Terminal } from '../terminal.ts';

export interface AccountsFlags extends CommonFlags {
  provider?: string;
  json?: true;
}

/** `tokenstore accounts`: what is connected, and whether it is well. */
export async function accounts(terminal: Terminal, flags: AccountsFlags): Promise<void> {
  const session = await Session.open(terminal, flags);
  const store = await session.store();
  const grants = await store.grants(flags.provider);
  if (flags.json) {
    terminal.out(`${JSON.stringify(grants, undefined, 2)}\n`);
    return;
  }
  if (grants.length === 0) session.say('No account is connected. Run: tokenstore connect <provider>');
  const rows = grants.map(({ id, provider, account, label, status, default: isDefault }) => [
    ...[provider, account.label ?? account.subject ?? '-', label ?? '-'],
    ...[status === 'active' ? 'active' : 'connect anew', isDefault ? 'default' : '', id],
  ]);
  if (rows.length === 0) return;
  const head = ['PROVIDER', 'ACCOUNT', 'LABEL', 'STATE', '', 'ID'];
  terminal.out(`${tableOf([head, ...rows]).join('\n')}\n`);
}
