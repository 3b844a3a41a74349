import type { FastifyReply } from 'fastify';
import { digest } from '../crypto/hashing.ts';
import type { PublicUrls } from '../settings/public-urls.ts';
import { html, type Html } from './html.ts';
import { STYLE } from './style.ts';

export interface Page {
  /** Plain text; the service's name is put behind it. */
  title: string;
  /** What stands in `main`, its `h1` included. */
  body: Html;
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

/** The document around a page's body. No script, nothing inline, nothing from elsewhere. */
export function page({ title, body }: Page, urls: PublicUrls): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · tokenstore</title>
        <link rel="stylesheet" href="${urls.prefix}${STYLE_PATH}${STYLE_QUERY}" />
      </head>
      <body>
        <main>
          <p class="brand">tokenstore</p>
          ${body}
        </main>
      </body>
    </html> `;
}

/** Answers with a page: never kept by anybody on the way, and with a policy that lets it send forms to us alone. */
export async function sendPage(reply: FastifyReply, urls: PublicUrls, sent: Sent): Promise<void> {
  const target = sent.leadsTo === undefined ? urls.origin : new URL(sent.leadsTo).origin;
  const formAction = target === urls.origin ? "'self'" : `'self' ${target}`;
  await reply
    .status(sent.status ?? 200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; " + `form-action ${formAction}`,
      // Under `no-referrer` browsers send `Origin: null` with a form, and we could not tell our own from another's.
      'referrer-policy': 'same-origin',
    })
    .send(page(sent, urls).toString());
}
