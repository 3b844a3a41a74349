import type { UserPrincipal } from '../../principal/principal.ts';
import type { BrowserSession } from '../../sessions/browser-sessions.ts';

/** Signs a browser in, under a new session id: one that was planted before is worth nothing. */
export async function startSession(
  session: BrowserSession,
  { userId, claims }: UserPrincipal,
  idToken?: string,
): Promise<void> {
  await session.regenerate();
  session.data.userId = userId;
  session.data.claims = { ...claims };
  if (idToken !== undefined) session.data.idToken = idToken;
  await session.save();
}
