/** A form of an HTML page, as far as a scripted browser fills in forms. */
export interface Form {
  /** As written; empty for the page's own address. */
  action: string;
  method: 'get' | 'post';
  name: string | undefined;
  /** What the page is for, where an identity provider for tests wrote it: `login`, `consent`, `logout`, `device-code`, `device-confirm`. */
  step: string | undefined;
  fields: Field[];
  buttons: { name: string; value: string; text: string }[];
}

export interface Field {
  name: string;
  value: string;
  type: string;
  checked: boolean;
  disabled: boolean;
}

type Attributes = Partial<Record<string, string>>;

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads the forms of a page. Made for plain server-written pages: it knows tags and attributes, not the whole of HTML. */
export function formsOf(html: string): Form[] {
  const visible = html.replace(/<!--[\s\S]*?-->/g, '');
  return [...visible.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', body = '']) => {
    const { action, method, name, id, 'data-step': step } = attributesOf(head);
    return {
      action: action ?? '',
      method: method?.toLowerCase() === 'post' ? 'post' : 'get',
      name: name ?? id,
      step,
      fields: fieldsOf(body),
      buttons: buttonsOf(body),
    };
  });
}

function fieldsOf(body: string): Field[] {
  const fields: Field[] = [];
  for (const [, tag = '', head = '', rest = ''] of body.matchAll(/<(input|textarea|select)\b([^>]*)>([^<]*)/gi)) {
    const { name, value, type = 'text', checked, disabled } = attributesOf(head);
    if (!name || ['submit', 'button', 'image', 'reset', 'file'].includes(type)) continue;
    const box = type === 'checkbox' || type === 'radio';
    const fallback = tag.toLowerCase() === 'textarea' ? decode(rest) : box ? 'on' : '';
    fields.push({
      name,
      value: value ?? fallback,
      type,
      checked: !box || checked !== undefined,
      disabled: disabled !== undefined,
    });
  }
  return fields;
}

function buttonsOf(body: string): Form['buttons'] {
  const buttons = [...body.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/gi)].map(([, head = '', text = '']) => ({
    ...attributesOf(head),
    text: decode(text.replace(/<[^>]*>/g, '').trim()),
  }));
  const inputs = [...body.matchAll(/<input\b([^>]*)>/gi)]
    .map(([, head = '']) => attributesOf(head))
    .filter(({ type }) => type === 'submit')
    .map((attributes) => ({ ...attributes, text: attributes['value'] ?? '' }));
  return [...buttons, ...inputs].map(({ name = '', value = '', text }: Attributes & { text: string }) => ({
    name,
    value,
    text,
  }));
}

function attributesOf(head: string): Attributes {
  const attributes: Attributes = {};
  for (const [, name = '', double, single, bare] of head.matchAll(
    /([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  )) {
    attributes[name.toLowerCase()] = decode(double ?? single ?? bare ?? '');
  }
  return attributes;
}

function decode(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return entities[name ?? ''] ?? whole;
  });
}
