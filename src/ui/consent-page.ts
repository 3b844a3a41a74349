import { html, sentence, type Html } from './html.ts';
import type { Page } from './page.ts';
import type { PageTexts } from './texts/en.ts';
import { wordsFor } from './texts/scope-words.ts';

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
export function consentPage(shown: ConsentPage, texts: PageTexts): Page {
  const { action, returnUrl, client, provider, scopes, user, isGiven, hasChanged } = shown;
  const { consent } = texts;
  const names = { client: html`<strong>${client.name}</strong>`, provider: html`<strong>${provider.name}</strong>` };
  const body = html`
    <h1>${consent.title(client.name)}</h1>
    ${hasChanged && html`<p class="notice bad" role="alert">${consent.changed}</p>`}
    ${isGiven && !hasChanged && html`<p class="notice plain">${consent.given}</p>`}
    <p>${sentence(consent.asks, names)}</p>
    ${scopes === undefined ? html`<p>${sentence(consent.everything, names)}</p>` : extent(scopes, texts)}
    <p>${consent.lasts}</p>
    <form method="post" action="${action}">
      <input type="hidden" name="client" value="${client.id}" />
      <input type="hidden" name="provider" value="${provider.id}" />
      <input type="hidden" name="scope" value="${shownScope(scopes)}" />
      <input type="hidden" name="return_url" value="${returnUrl}" />
      <div class="buttons">
        <button type="submit" name="decision" value="allow">${consent.allow}</button>
        <button type="submit" name="decision" value="refuse" class="quiet">${consent.refuse}</button>
      </div>
    </form>
    <p class="soft after">${consent.who(user, client.name, client.id)}</p>
  `;
  return { title: consent.title(client.name), body, texts };
}

function extent(scopes: readonly string[], { lang, consent }: PageTexts): Html {
  return html`<p>${consent.these}</p>
    <ul>
      ${scopes.map((scope) => html`<li>${inWords(scope, wordsFor(scope, lang))}</li>`)}
    </ul>`;
}

/** The scope's own name stays beside it: the words are ours, the name is what the provider holds itself to. */
function inWords(scope: string, words: string | undefined): Html {
  return words === undefined ? html`<code>${scope}</code>` : html`${words} <code class="soft">${scope}</code>`;
}
