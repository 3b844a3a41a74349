import type { Page } from '../support/browser.ts';
import type { Answer as ProviderAnswer } from '../support/identity-provider/answers.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';

/** What must stand nowhere in clear, by what it is: gathered while it passes by. */
export class Secrets {
  readonly known = new Map<string, string>();

  add(kind: string, secret: string | null | undefined): void {
    if (secret !== null && secret !== undefined && secret.length >= 8) this.known.set(secret, kind);
  }

  /** Watches all that a provider is asked at its token endpoint, and all that it answers. */
  watch(provider: IdentityProvider): void {
    provider.intercept.always('token', async ({ form, headers }, forward) => {
      for (const name of ['code', 'code_verifier', 'refresh_token', 'client_secret']) this.add(name, form.get(name));
      this.add('client authentication', headers.authorization?.replace('Basic ', ''));
      const answer = await forward();
      this.addTokens(answer);
      return answer;
    });
  }

  addTokens({ body }: Pick<ProviderAnswer, 'body'>): void {
    const json = JSON.parse(body.toString()) as Record<string, unknown>;
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const token = json[name];
      if (typeof token === 'string') this.add(name, token);
    }
  }

  /** What stands in the addresses that a browser was sent through. */
  addFrom({ hops }: Pick<Page, 'hops'>): void {
    for (const { url, location } of hops) {
      for (const address of [url, location]) {
        if (address === undefined) continue;
        const { searchParams } = new URL(address);
        for (const name of ['state', 'code', 'nonce', 'ticket', 'id_token_hint'])
          this.add(name, searchParams.get(name));
      }
    }
  }

  /** The session id in a cookie, and the cookie as it is. */
  addCookie(cookie: string): void {
    const value = decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1));
    const [id, signature] = value.replace(/^s:/, '').split('.');
    this.add('session id', id);
    this.add('signature of a cookie', signature);
  }

  kinds(): string[] {
    return [...new Set(this.known.values())].sort();
  }

  /** The kinds of secrets that stand in these bytes, in clear or in an encoding that anybody can undo. */
  foundIn(bytes: Buffer): string[] {
    const found: string[] = [];
    for (const [secret, kind] of this.known) {
      const form = spellings(secret).find((spelling) => bytes.includes(spelling));
      if (form !== undefined) found.push(`${kind} ${secret.slice(0, 6)}… as ${form.toString('latin1').slice(0, 12)}…`);
    }
    return found;
  }
}

function spellings(secret: string): Buffer[] {
  const contents = [Buffer.from(secret)];
  // A key is given in hex: its bytes are as good.
  if (/^([0-9a-f]{2}){16,}$/i.test(secret)) contents.push(Buffer.from(secret, 'hex'));
  const texts = [encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  const spelt = contents.flatMap((content) => {
    const hex = content.toString('hex');
    return [hex, hex.toUpperCase(), ...inBase64(content), ...[...inBase64(content)].map(urlSafe)];
  });
  return [...contents, ...[...texts, ...spelt].map((text) => Buffer.from(text))];
}

/** As it reads within a longer text that was encoded as a whole: in three ways, by where it begins. */
function inBase64(content: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), content])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last characters depend on what stands beside it.
    return whole.slice(shift === 0 ? 0 : shift + 1, -1);
  });
}

function urlSafe(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}
