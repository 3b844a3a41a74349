import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { GrantModel, Interaction, InteractionResult, Provider } from 'oidc-provider';
import { consentPage, errorPage, loginPage } from './pages.ts';
import type { Account } from './settings.ts';

export interface InteractionsOptions {
  provider: Provider;
  name: string;
  people: readonly Account[];
  /** Those the provider knows; others that a client asks for are ignored. */
  scopes: readonly string[];
}

/** Answers `/interaction/<uid>`: the pages where a person signs in, and allows or denies what a client asks. */
export function interactions({ provider, name, people, scopes }: InteractionsOptions) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    try {
      const interaction = await provider.interactionDetails(req, res);
      const form = req.method === 'POST' ? new URLSearchParams(await text(req)) : undefined;
      await (interaction.prompt.name === 'login' ? signIn : consent)(interaction, form, req, res);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      html(
        res,
        errorPage(name, 'interaction_failed', `${reason}. Go back to where you came from and start anew.`),
        400,
      );
    }
  };

  async function signIn(
    { params }: Interaction,
    form: URLSearchParams | undefined,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const login = form?.get('login') ?? params.login_hint ?? people[0]?.sub ?? '';
    const person = people.find(({ sub, email }) => sub === login || email === login);
    if (form && person) return finish(req, res, { login: { accountId: person.sub } });

    const complaint = form && `There is nobody called “${login}” here.`;
    const known = people.map(({ sub }) => sub);
    html(res, loginPage(name, login, known, complaint), complaint ? 400 : 200);
  }

  async function consent(
    interaction: Interaction,
    form: URLSearchParams | undefined,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const client = await provider.Client.find(interaction.params.client_id);
    const asked = interaction.params.scope?.split(' ').filter((scope) => scopes.includes(scope)) ?? [];
    if (!form) {
      const person = people.find(({ sub }) => sub === interaction.session?.accountId);
      const clientName = client?.clientName ?? interaction.params.client_id;
      html(res, consentPage(name, clientName, person?.name ?? '', asked));
      return;
    }
    if (form.get('decision') !== 'allow') {
      return finish(req, res, { error: 'access_denied', error_description: 'the person said no' });
    }
    const allowed = new Set(['openid', ...form.getAll('scope')]);
    const grant = await grantFor(interaction);
    settle(
      grant,
      interaction,
      asked.filter((scope) => allowed.has(scope)),
    );
    for (const scope of asked) if (!allowed.has(scope)) grant.rejectOIDCScope(scope);
    await finish(req, res, { consent: { grantId: await grant.save() } });
  }

  async function grantFor({ grantId, session, params }: Interaction): Promise<GrantModel> {
    const held = grantId ? await provider.Grant.find(grantId) : undefined;
    return held ?? new provider.Grant({ accountId: session?.accountId ?? '', clientId: params.client_id });
  }

  function finish(req: IncomingMessage, res: ServerResponse, result: InteractionResult): Promise<void> {
    return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: !('error' in result) });
  }
}

/** Writes a person's decision into the grant. An earlier refusal is forgotten: it would outweigh today's consent. */
function settle(grant: GrantModel, { prompt: { details } }: Interaction, allowed: string[]): void {
  grant.rejected = undefined;
  grant.addOIDCScope(allowed.join(' '));
  if (details.missingOIDCClaims) grant.addOIDCClaims(details.missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(details.missingResourceScopes ?? {})) {
    const granted = scopes.filter((scope) => allowed.includes(scope));
    grant.addResourceScope(resource, granted.join(' '));
  }
}

function html(res: ServerResponse, page: string, status = 200): void {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page);
}
