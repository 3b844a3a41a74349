import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildPages } from '../demo/build.ts';
import { startIdentityProvider } from '../test/support/identity-provider.ts';
import { jupyterHubMissing, startJupyterHub } from '../test/support/servers/jupyterhub.ts';

/** `npm run hub`: a JupyterHub to try the store in, until Ctrl-C; then nothing of it is left. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PORT = 8000;
const CLIENT = { client_id: 'store', client_secret: 'hub-trial-secret' };

const missing = jupyterHubMissing();
if (missing !== undefined) {
  process.stderr.write(`${missing} is not installed: sudo apt install jupyterhub (Debian, Ubuntu)\n`);
  process.exit(69);
}
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());

await buildPages(ROOT, ending.signal);
const at = `http://127.0.0.1:${PORT}`;
const callback = `${at}/services/tokenstore/api/v1.0/skylark/redirect_uri`;
const provider = await startIdentityProvider({
  name: 'Skylark',
  clients: [{ ...CLIENT, redirect_uris: [callback] }],
});
const hub = await startJupyterHub({
  port: PORT,
  settings: {
    ...{ TOKEN_PROVIDERS: 'skylark', SKYLARK_DISCOVERY_URL: provider.issuer, SKYLARK_MD_NAME: 'Skylark' },
    ...{ SKYLARK_CLIENT_ID: CLIENT.client_id, SKYLARK_CLIENT_SECRET: CLIENT.client_secret, ADMIN_ROLES: 'admin' },
  },
});
process.stdout.write(`
The Hub is at ${hub.url}/ : sign in as alice, bob, or root, who administers; the password is ${hub.password}.
The store is at ${hub.store}/ ; connect an account as alice, with any password.

A token as a notebook fetches it (alice's, once she has connected the account):

  curl -H "Authorization: token ${await hub.tokenOf('alice')}" ${hub.store}/api/v2/token/skylark

Start My Server makes a store of one's own. Ctrl-C ends it all.
`);
if (!ending.signal.aborted) await once(ending.signal, 'abort');
await hub.close();
await provider.close();
