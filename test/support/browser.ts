import { isIPv4 } from 'node:net';
import { CookieJar } from 'tough-cookie';
import { Agent, request } from 'undici';
import { formsOf } from './html-forms.ts';
import type { Form } from './html-forms.ts';

export interface Hop {
  status: number;
  url: string;
  location: string | undefined;
}

/** A response that the browser got, and the redirects that led to it. */
export interface Page {
  status: number;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  /** The absolute address it redirects to, if it does. */
  location: string | undefined;
  body: string;
  /** Every response on the way here, this one included. */
  hops: Hop[];
}

export interface Visit {
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
  /**
   * The page that sends the browser there: it gives `Sec-Fetch-Site`, `Referer` and `Origin`, and decides about SameSite
   * cookies. Without one the address was typed in.
   */
  from?: string;
}

export interface Person {
  login: string;
  /** false: denies what a consent page asks. */
  consents?: boolean;
  /** Allows these of the scopes asked, no others. */
  scopes?: readonly string[];
}

export interface WalkOptions extends Visit {
  /** Addresses that begin so are not called: the page is then the redirect, and `location` says where it led. */
  stopBefore?: string;
}

const redirects = [301, 302, 303, 307, 308];
const longestWalk = 40;

/** A person's browser: cookies, redirects and forms, no scripts. It calls loopback addresses only. */
export class Browser {
  readonly cookies = new CookieJar(undefined, { rejectPublicSuffixes: false, allowSpecialUseDomain: true });
  readonly #agent = new Agent({ pipelining: 0 });

  /** One request; a redirect is answered, not followed. */
  async get(url: string, visit: Visit = {}): Promise<Page> {
    return this.#send(url, visit);
  }

  /** Goes where redirects lead. */
  async follow(url: string, { stopBefore, ...visit }: WalkOptions = {}): Promise<Page> {
    let page = await this.#send(url, visit);
    let step = visit;
    while (page.location && !(stopBefore && page.location.startsWith(stopBefore))) {
      if (page.hops.length > longestWalk) throw new Error(`redirects without end: ${describe(page)}`);
      step = afterRedirect(step, page);
      const next = await this.#send(page.location, step);
      page = { ...next, hops: [...page.hops, ...next.hops] };
    }
    return page;
  }

  /** Fills in and sends a form of a page, and goes where that leads. */
  async submit(page: Page, entry: FormEntry = {}, options: WalkOptions = {}): Promise<Page> {
    const forms = formsOf(page.body);
    const form =
      entry.form === undefined ? forms[0] : forms.find(({ name, step }) => [name, step].includes(entry.form));
    if (!form) throw new Error(`no such form on ${describe(page)}`);
    const fields = filledIn(form, entry);
    const action = new URL(form.action || page.url, page.url);
    if (form.method === 'get') {
      action.search = fields.toString();
      return this.follow(action.href, { from: page.url, ...options });
    }
    return this.follow(action.href, { method: 'POST', body: fields, from: page.url, ...options });
  }

  /** Follows redirects and, as `person`, signs in and decides at identity providers, until a page that is not theirs. */
  async walk(url: string, person: Person, options: WalkOptions = {}): Promise<Page> {
    let page = await this.follow(url, options);
    const { stopBefore } = options;
    const onwards = stopBefore === undefined ? {} : { stopBefore };
    for (let entry = whatToDo(page, person); entry; entry = whatToDo(page, person)) {
      if (page.hops.length > longestWalk) throw new Error(`pages without end: ${describe(page)}`);
      const next = await this.submit(page, entry, onwards);
      page = { ...next, hops: [...page.hops, ...next.hops] };
    }
    return page;
  }

  /** Walks to `url`, and fails unless it ends at a page that is well. */
  async signInAt(url: string, person: Person, options: WalkOptions = {}): Promise<Page> {
    const page = await this.walk(url, person, options);
    if (page.status >= 400) throw new Error(`${person.login} could not sign in at ${url}: ${describe(page)}`);
    return page;
  }

  /** Calls an API as a script of that page would, `from` the API's own origin unless told otherwise. */
  async json(
    url: string,
    visit: Visit & { data?: unknown } = {},
  ): Promise<{ status: number; page: Page; data: unknown }> {
    const { data, ...rest } = visit;
    const sent = data === undefined ? {} : { body: JSON.stringify(data), method: 'POST' };
    const type: Record<string, string> = data === undefined ? {} : { 'content-type': 'application/json' };
    const page = await this.#send(url, {
      from: url,
      ...sent,
      ...rest,
      headers: {
        accept: 'application/json',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
        ...type,
        ...rest.headers,
      },
    });
    return { status: page.status, page, data: isJson(page) ? JSON.parse(page.body) : undefined };
  }

  async #send(url: string, { method = 'GET', headers = {}, body, from }: Visit): Promise<Page> {
    const target = new URL(url);
    if (!isLoopback(target)) throw new Error(`the test browser stays on this machine; it was sent to ${url}`);
    const site = siteOf(target, from);
    const sameSiteContext = site !== 'cross-site' ? 'strict' : method === 'GET' ? 'lax' : 'none';
    const cookie = await this.cookies.getCookieString(url, { sameSiteContext });
    const form = body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {};

    const response = await request(target, {
      dispatcher: this.#agent,
      method,
      headers: { ...navigation(target, method, site, from), ...(cookie ? { cookie } : {}), ...form, ...headers },
      body: body?.toString() ?? null,
    });
    for (const line of [response.headers['set-cookie'] ?? []].flat()) {
      await this.cookies.setCookie(line, url, { ignoreError: true });
    }
    const { location } = response.headers;
    const redirect = redirects.includes(response.statusCode) && typeof location === 'string';
    const page = {
      status: response.statusCode,
      url,
      headers: response.headers,
      location: redirect ? new URL(location, url).href : undefined,
      body: await response.body.text(),
    };
    return { ...page, hops: [{ status: page.status, url, location: page.location }] };
  }
}

export interface FormEntry {
  /** The form's name, id or step; the first of the page when not given. */
  form?: string;
  /** What to type; for check boxes, the values to tick. */
  values?: Record<string, string | readonly string[]>;
  /** The button to press: its text or value. The first one when not given. */
  button?: string;
}

function filledIn(form: Form, { values = {}, button }: FormEntry): URLSearchParams {
  const unknown = Object.keys(values).find((name) => !form.fields.some((field) => field.name === name));
  if (unknown !== undefined) throw new Error(`the form has no field ${unknown}`);
  const fields = new URLSearchParams();
  for (const { name, value, type, checked, disabled } of form.fields) {
    const entered = values[name];
    const box = type === 'checkbox' || type === 'radio';
    if (disabled) continue;
    if (entered === undefined ? checked : !box) fields.append(name, typeof entered === 'string' ? entered : value);
    else if (entered !== undefined && [entered].flat().includes(value)) fields.append(name, value);
  }
  const pressed =
    button === undefined ? form.buttons[0] : form.buttons.find(({ text, value }) => [text, value].includes(button));
  if (button !== undefined && !pressed) throw new Error(`the form has no button ${button}`);
  if (pressed?.name) fields.append(pressed.name, pressed.value);
  return fields;
}

/** What a person does at a page of an identity provider; nothing at any other page. */
function whatToDo({ status, body }: Page, { login, consents = true, scopes }: Person): FormEntry | undefined {
  // Written by oidc-provider for a script to send at once, when an answer travels as a form.
  if (body.includes('document.forms[0].submit()')) return {};
  const step = formsOf(body).find((form) => form.step)?.step;
  if (step === 'login' && status < 400) return { form: step, values: { login, password: 'any' } };
  if (step === 'consent')
    return { form: step, button: consents ? 'allow' : 'deny', ...(scopes && { values: { scope: scopes } }) };
  if (step === 'logout') return { form: step, button: 'yes' };
  return step?.startsWith('device-') && status < 400 ? { form: step } : undefined;
}

function isJson({ headers, body }: Page): boolean {
  return body !== '' && /[/+]json\b/.test(String(headers['content-type']));
}

function isLoopback({ protocol, hostname }: URL): boolean {
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]') return true;
  return isIPv4(hostname) && hostname.startsWith('127.');
}

/** What a redirect leaves of a request: the method and body only if its status says so, headers only within the origin. */
function afterRedirect(visit: Visit, { status, url, location = url }: Page): Visit {
  const lost = [307, 308].includes(status) ? [] : ['method', 'body'];
  if (new URL(url).origin !== new URL(location).origin) lost.push('headers');
  return Object.fromEntries(Object.entries(visit).filter(([name]) => !lost.includes(name)));
}

/** Ports do not count for a site, so that two services on 127.0.0.1 are of the same site. */
function siteOf(target: URL, from: string | undefined): 'none' | 'same-origin' | 'same-site' | 'cross-site' {
  if (from === undefined) return 'none';
  const source = new URL(from);
  if (source.origin === target.origin) return 'same-origin';
  return source.protocol === target.protocol && source.hostname === target.hostname ? 'same-site' : 'cross-site';
}

function navigation(target: URL, method: string, site: string, from: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
    'user-agent': 'Mozilla/5.0 (test browser)',
    'sec-fetch-site': site,
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  if (from === undefined) return headers;
  const { origin, href } = new URL(from);
  // The browsers' default policy, strict-origin-when-cross-origin.
  headers['referer'] = origin === target.origin ? href : `${origin}/`;
  if (method !== 'GET' && method !== 'HEAD') headers['origin'] = origin;
  return headers;
}

function describe({ hops }: Page): string {
  return hops.map(({ status, url }) => `${status} ${url}`).join(' → ');
}
