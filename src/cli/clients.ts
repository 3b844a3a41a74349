import { newClient, renderClient, toClientWish } from '../api/v2/clients.ts';
import { ManageClients } from '../grants/delegation/manage-clients.ts';
import { withApplication } from './application.ts';
import { checked } from './checked.ts';
import { confirm } from './confirm.ts';
import { allOf } from './every.ts';
import { say, sayBeside, sayJson } from './say.ts';
import { tableOf } from './table.ts';

export interface NewClientFlags {
  name?: string;
  issuer?: string;
  subject?: string;
  loginClient?: string;
  /** `--no-secret` */
  secret: boolean;
}

/** `tokenstore clients list`: those of the settings first. */
export async function listClients({ json }: { json?: true }): Promise<void> {
  await withClients(async (clients) => {
    const all = await allOf((wish) => clients.list(wish));
    if (json === true) sayJson(all.map(renderClient));
    else {
      const cells = all.map(({ id, name, source, hasSecret, issuer, disabled }) => [
        ...[id, name, source === 'settings' ? 'CLIENTS' : 'database'],
        [hasSecret ? 'secret' : '', issuer === null ? '' : 'JWT', disabled ? 'disabled' : '']
          .filter(Boolean)
          .join(', '),
      ]);
      for (const line of tableOf(cells)) say(line);
    }
  });
}

/** `tokenstore clients add`: its secret alone on standard output, if it has one. @throws UsageError, Problem */
export async function addClient(id: string, flags: NewClientFlags): Promise<void> {
  const { name, issuer, subject, loginClient, secret } = flags;
  const body = checked(newClient, {
    ...{ id, name, issuer, subject, login_client: loginClient },
    ...(!secret && { secret: false }),
  });
  await withClients(async (clients) => {
    const { secret: made } = await clients.register(undefined, toClientWish(body));
    sayBeside(`${id} is registered, and may nothing until a rule says so (docs/delegation.md).`);
    if (made !== undefined) tellSecret(made);
  });
}

/** `tokenstore clients secret`: a new one, alone on standard output; the old one ends. @throws Problem */
export async function renewClientSecret(id: string): Promise<void> {
  await withClients(async (clients) => tellSecret(await clients.renewSecret(undefined, id)));
}

/** `tokenstore clients remove`: with its rules, its keys and the consents to it. @throws Problem */
export async function removeClient(id: string, { yes }: { yes?: true }): Promise<void> {
  await withClients(async (clients) => {
    const { name } = await clients.get(id);
    await confirm(`Remove ${id} (${name}), with its rules, its keys and the consents to it?`, yes === true);
    await clients.remove(undefined, id);
    say(`${id} is removed.`);
  });
}

function tellSecret(secret: string): void {
  sayBeside('Its secret, which is shown now and never again:');
  say(secret);
}

async function withClients(work: (clients: ManageClients) => Promise<void>): Promise<void> {
  await withApplication((app) => work(app.get(ManageClients, { strict: false })));
}
