import type { LoginNotice } from '../auth/login/login-notice.ts';
import { html, type Html } from './html.ts';
import type { Page } from './page.ts';
import type { PageTexts } from './texts/en.ts';

/** What the page has to say beside its forms: `wrong` of what was typed just now. */
export type Notice = LoginNotice | 'wrong';

export interface LoginPage {
  /** Of this page, where the form goes: a path. */
  action: string;
  /** Where to go afterwards, an absolute URL. */
  returnUrl: string;
  /** The identity provider where there is one: its host, and where signing in there begins. */
  issuer: { host: string; url: string } | undefined;
  /** Where signing out begins, there too. */
  logout: string;
  /** Whether there are local accounts. */
  hasForm: boolean;
  /** What was typed as name. */
  name?: string | undefined;
  notice?: Notice | undefined;
  /** The request that failed. */
  reference?: string | undefined;
}

/** What the operator may be asked about. */
const NEEDS_OPERATOR: ReadonlySet<Notice> = new Set(['misconfigured', 'failed', 'unavailable']);
const AT_THE_ISSUER: ReadonlySet<Notice> = new Set(['away', 'misconfigured', 'refused', 'failed']);
const FAREWELLS: ReadonlySet<Notice> = new Set(['signed-out', 'signed-out-here']);

/** Where people sign in: at the identity provider, with an account here, or either. */
export function loginPage(shown: LoginPage, texts: PageTexts): Page {
  const { notice, issuer, hasForm } = shown;
  const { title } = texts.signIn;
  const body = html`
    <h1>${title}</h1>
    ${notice !== undefined && said(notice, shown, texts)} ${issuer !== undefined && atIssuer(issuer, shown, texts)}
    ${issuer !== undefined && hasForm && html`<p class="or">${texts.signIn.or}</p>`} ${hasForm && form(shown, texts)}
  `;
  // The first thing that a screen reader says.
  return {
    title: notice === undefined ? title : `${sentence(notice, shown, texts).split(/[.:]/, 1)[0] ?? ''} · ${title}`,
    body,
    texts,
  };
}

function sentence(notice: Notice, { hasForm }: LoginPage, { notices }: PageTexts): string {
  return notice === 'away' && hasForm ? notices.awayButForm : notices[notice];
}

function said(notice: Notice, shown: LoginPage, texts: PageTexts): Html {
  const { reference } = shown;
  const isFarewell = FAREWELLS.has(notice);
  const isGood = isFarewell || notice === 'ended' || notice === 'elsewhere';
  return html`<div
    class="notice ${isFarewell ? 'good' : isGood ? 'plain' : 'bad'}"
    role="${isGood ? 'status' : 'alert'}"
    id="notice"
  >
    <p>${sentence(notice, shown, texts)}</p>
    ${reference !== undefined && NEEDS_OPERATOR.has(notice) && html`<p class="fine">${texts.signIn.reference(reference)}</p>`}
  </div>`;
}

function atIssuer(
  { host, url }: { host: string; url: string },
  { notice, hasForm, logout }: LoginPage,
  { signIn }: PageTexts,
): Html {
  const isQuiet = notice === 'disabled' || (notice === 'away' && hasForm);
  const label = notice !== undefined && AT_THE_ISSUER.has(notice) ? signIn.againAtIssuer(host) : signIn.atIssuer(host);
  return html`<a class="button ${isQuiet && 'quiet'}" href="${url}">${label}</a>
    ${notice === undefined && !hasForm && html`<p class="soft after">${signIn.promise}</p>`}
    ${notice === 'disabled' && html`<p class="after"><a href="${logout}">${signIn.asAnother}</a></p>`}`;
}

function form({ action, returnUrl, issuer, name = '', notice }: LoginPage, { signIn }: PageTexts): Html {
  const isRetry = name !== '';
  return html`
    <form method="post" action="${action}">
      <input type="hidden" name="return_url" value="${returnUrl}" />
      <div class="field">
        <label for="username">${signIn.name}</label>
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
        <label for="password">${signIn.password}</label>
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
      <button type="submit" class="${issuer !== undefined && notice !== 'away' && 'quiet'}">${signIn.submit}</button>
    </form>
  `;
}

function attribute(name: 'autofocus', isThere: boolean): Html | false {
  return isThere && html`${name}`;
}
