import type { FastifyReply } from 'fastify';
import { digest } from '../crypto/hashing.ts';
import type { PublicUrls } from '../settings/public-urls.ts';
import { builtApp } from './built-app.ts';
import { html, type Html } from './html.ts';
import { STYLE } from './style/sheet.ts';
import type { PageTexts } from './texts/en.ts';

export interface Page {
  /** Plain text; the service's name is put behind it. */
  title: string;
  /** What stands in `main`, its `h1` included. */
  body: Html;
  /** A script of ours that makes the page handier, by its path; the page does without. */
  script?: string;
  /** In whose language it is. */
  texts: Pick<PageTexts, 'lang'>;
}

export interface Sent extends Page {
  /** 200 when absent. */
  status?: number;
  /**
   * Where a form of the page may lead the browser after we answered it, an absolute URL: browsers hold redirects
   * against `form-action` too.
   */
  leadsTo?: string | undefined;
}

export const STYLE_PATH = '/ui/style.css';
/** Changes with the style, so that browsers may keep it for good. */
const STYLE_QUERY = `?v=${digest(STYLE).slice(0, 12)}`;

/** The app's, where it was built. */
const ICON = builtApp() === undefined ? undefined : '/ui/assets/icon.svg';

/** The document around a page's body. Nothing inline, nothing from elsewhere. */
export function page({ title, body, script, texts }: Page, { prefix }: PublicUrls): Html {
  const icon = ICON && prefix + ICON;
  return html`<!doctype html>
    <html lang="${texts.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · tokenstore</title>
        ${icon !== undefined && html`<link rel="icon" href="${icon}" type="image/svg+xml" />`}
        <link rel="stylesheet" href="${prefix}${STYLE_PATH}${STYLE_QUERY}" />
        ${script !== undefined && html`<script src="${prefix}${script}" defer></script>`}
      </head>
      <body>
        <main>
          <p class="brand">
            ${icon !== undefined && html`<img src="${icon}" alt="" width="28" height="28" />`}
            <span>tokenstore</span>
          </p>
          ${body}
        </main>
      </body>
    </html> `;
}

/** Answers with a page: never kept by anybody on the way, and with a policy that lets it send forms to us alone. */
export function sendPage(reply: FastifyReply, urls: PublicUrls, sent: Sent): FastifyReply {
  const target = sent.leadsTo === undefined ? urls.origin : new URL(sent.leadsTo).origin;
  const formAction = target === urls.origin ? "'self'" : `'self' ${target}`;
  return reply
    .status(sent.status ?? 200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; " +
        `form-action ${formAction}${sent.script === undefined ? '' : "; script-src 'self'"}`,
      // Under `no-referrer` browsers send `Origin: null` with a form, and we could not tell our own from another's.
      'referrer-policy': 'same-origin',
    })
    .send(page(sent, urls).toString());
}
