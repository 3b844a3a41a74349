/** Text that is HTML already, and is put into a page as it is. */
export class Html {
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: `undefined` and `false` are nothing, so that parts can be left out. */
export type Insert = Html | string | number | undefined | false | readonly Insert[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose inserts are escaped, unless they are {@link Html} themselves. Attributes must stand in quotes. */
export function html(strings: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  return new Html(strings.map((text, i) => (i === 0 ? '' : render(inserts[i - 1])) + text).join(''));
}

function render(insert: Insert): string {
  if (insert === undefined || insert === false) return '';
  if (insert instanceof Html) return insert.toString();
  if (typeof insert === 'object') return insert.map(render).join('');
  return String(insert).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** A sentence of the texts with its `{places}` filled in; a place that nothing is given for stays empty. */
export function sentence(text: string, places: Readonly<Record<string, Insert>>): Html {
  const parts = text.split(/\{(\w+)\}/);
  return html`${parts.map((part, i): Insert => (i % 2 === 0 ? part : places[part]))}`;
}
