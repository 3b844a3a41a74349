import { html, type Html } from './html.ts';
import type { Page } from './page.ts';

export interface ConsentPage {
  /** Of this page, where the form goes: a path. */
  action: string;
  /** Where to go afterwards, an absolute URL. */
  returnUrl: string;
  client: { id: string; name: string };
  provider: { id: string; name: string };
  /** The provider's scopes that are asked for; `undefined`: whatever was granted. */
  scopes: readonly string[] | undefined;
  /** Who is signed in. */
  user: string;
  /** Allowed already. */
  isGiven: boolean;
  /** The client asks for something else than it did when the page was shown. */
  hasChanged: boolean;
}

/** What the form sends as `scope`: what was on the page is what is allowed. */
export function shownScope(scopes: readonly string[] | undefined): string {
  return scopes?.join(' ') ?? '';
}

/** A person decides whether a client may obtain their tokens of a provider. */
export function consentPage(shown: ConsentPage): Page {
  const { action, returnUrl, client, provider, scopes, user, isGiven, hasChanged } = shown;
  const body = html`
    <h1>Allow ${client.name}?</h1>
    ${hasChanged && html`<p class="notice bad" role="alert">What it asks for has changed. Please look again.</p>`}
    ${isGiven && !hasChanged && html`<p class="notice">You have allowed this. Refuse to take it back.</p>`}
    <p><strong>${client.name}</strong> asks for access tokens of your account at <strong>${provider.name}</strong>.</p>
    ${extent(scopes, provider.name)}
    <p>It gets them also while you are away, until you take this back. It never gets your password.</p>
    <form method="post" action="${action}">
      <input type="hidden" name="client" value="${client.id}" />
      <input type="hidden" name="provider" value="${provider.id}" />
      <input type="hidden" name="scope" value="${shownScope(scopes)}" />
      <input type="hidden" name="return_url" value="${returnUrl}" />
      <div class="buttons">
        <button type="submit" name="decision" value="allow">Allow</button>
        <button type="submit" name="decision" value="refuse" class="quiet">Refuse</button>
      </div>
    </form>
    <p class="soft after">Signed in as ${user}. ${client.name} is registered here as ${client.id}.</p>
  `;
  return { title: `Allow ${client.name}?`, body };
}

function extent(scopes: readonly string[] | undefined, provider: string): Html {
  if (scopes === undefined) {
    return html`<p>With them it can do <strong>all that you allowed when you connected</strong> ${provider} here.</p>`;
  }
  return html`<p>With them it can do what these scopes stand for, as far as you allowed it when you connected:</p>
    <ul>
      ${scopes.map((scope) => html`<li>${scope}</li>`)}
    </ul>`;
}
