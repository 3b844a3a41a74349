import { html } from './html.ts';
import type { Page } from './page.ts';

/** What the login page has to say beside its forms. */
export type LoginNotice = 'wrong' | 'busy' | 'away';

export interface LoginPage {
  /** Of this page, where the form goes: a path. */
  action: string;
  /** Where to go afterwards, an absolute URL. */
  returnUrl: string;
  /** The identity provider where there is one: its host, and where signing in there begins. */
  issuer: { host: string; url: string } | undefined;
  /** Whether there are local accounts. */
  hasForm: boolean;
  /** What was typed as name. */
  name?: string | undefined;
  notice?: LoginNotice | undefined;
}

const NOTICES: Readonly<Record<LoginNotice, string>> = {
  wrong: 'The name or the password is wrong.',
  busy: 'Too many attempts. Wait a little, then try again.',
  away: 'The identity provider does not answer at the moment.',
};

/** Where people sign in: at the identity provider, with an account here, or either. */
export function loginPage({ action, returnUrl, issuer, hasForm, name = '', notice }: LoginPage): Page {
  const isRetry = name !== '';
  const isAway = notice === 'away';
  const atIssuer = `${isAway ? 'Try again' : 'Sign in'} at ${issuer?.host ?? ''}`;
  const body = html`
    <h1>Sign in</h1>
    ${notice !== undefined && html`<p class="notice bad" role="alert" id="notice">${NOTICES[notice]}</p>`}
    ${issuer !== undefined && html`<a class="button ${isAway && 'quiet'}" href="${issuer.url}">${atIssuer}</a>`}
    ${issuer !== undefined && hasForm && html`<p class="or">or with an account here</p>`}
    ${
      hasForm &&
      html`
        <form method="post" action="${action}">
          <input type="hidden" name="return_url" value="${returnUrl}" />
          <div class="field">
            <label for="username">User name</label>
            <input
              id="username"
              name="username"
              value="${name}"
              autocomplete="username"
              autocapitalize="none"
              spellcheck="false"
              required
              ${attribute('autofocus', !isRetry && issuer === undefined)}
            />
          </div>
          <div class="field">
            <label for="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              required
              ${attribute('autofocus', isRetry)}
              ${notice === 'wrong' && html`aria-describedby="notice"`}
            />
          </div>
          <button type="submit" class="${issuer !== undefined && !isAway && 'quiet'}">Sign in</button>
        </form>
      `
    }
  `;
  return { title: 'Sign in', body };
}

function attribute(name: 'autofocus', isThere: boolean) {
  return isThere && html`${name}`;
}
