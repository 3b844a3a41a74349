import type { CommonFlags } from '../configuration.ts';
import { Session, registrationOf } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `tokenstore logout`: ends the login at the issuer, as far as that lets itself be told, and forgets it here. */
export async function logout(terminal: Terminal, flags: CommonFlags): Promise<void> {
  const session = await Session.open(terminal, flags);
  const server = await session.server();
  await session.logins.alone(async () => {
    const login = await session.logins.find(server).catch(() => undefined);
    let isRevoked = false;
    if (login !== undefined) {
      const { Issuer } = await import('../issuer.ts');
      const issuer = await Issuer.discover(login.issuer, registrationOf(login)).catch(() => undefined);
      isRevoked = (await issuer?.revoke(login.refresh_token ?? login.access_token)) ?? false;
    }
    await session.logins.remove(server);
    if (login === undefined) session.say(`You were not signed in at ${server}.`);
    else if (isRevoked) session.say(`Signed out of ${server}.`);
    else session.say(`Signed out of ${server}; ${login.issuer} could not be told.`);
  });
}
