import { html, type Html } from '../ui/html.ts';
import type { Page } from '../ui/page.ts';
import type { PageTexts } from '../ui/texts/en.ts';
import type { Workshop } from '../users/workshops/workshop.ts';
import type { ClosedState } from './register.ts';
import { SCRIPT_URL } from './registration-script.ts';
import type { Field, FieldFault } from './registration.ts';

export interface RegistrationPage {
  workshop: Workshop;
  /** Of this page, where the form goes: a path. */
  action: string;
  /** What was typed. */
  typed: Partial<Record<Field, string>>;
  faults: Partial<Record<Field, FieldFault>>;
}

interface Input {
  field: Field;
  label: string;
  hint?: string;
  autocomplete: string;
  type?: string;
  /** Case does not count, and nobody's dictionary knows it. */
  isPlain?: true;
}

/** Where people register. It works without a script. */
export function registrationPage(shown: RegistrationPage, texts: PageTexts): Page {
  const { workshop, action, faults } = shown;
  const { workshop: words } = texts;
  const title = words.title(workshop.name);
  const isRefused = Object.keys(faults).length > 0;
  const body = html`
    <h1>${title}</h1>
    ${isRefused && html`<div class="notice bad" role="alert"><p>${words.again}</p></div>`}
    <p class="soft fine">
      ${words.free(Math.max(0, workshop.places - workshop.taken), workshop.places)}
      ${words.until(minuteOf(workshop.endsAt))}
    </p>
    <form method="post" action="${action}">
      <div class="two">
        ${input({ field: 'first_name', label: words.firstName, autocomplete: 'given-name' }, shown, texts)}
        ${input({ field: 'last_name', label: words.lastName, autocomplete: 'family-name' }, shown, texts)}
      </div>
      ${input({ field: 'email', label: words.email, autocomplete: 'email', type: 'email', isPlain: true }, shown, texts)}
      ${input(
        {
          ...{ field: 'username', label: words.userName, autocomplete: 'username', isPlain: true },
          hint: words.userNameHint,
        },
        shown,
        texts,
      )}
      <p class="soft fine">${words.passwordHint}</p>
      <button type="submit">${words.submit}</button>
    </form>
  `;
  return { title: isRefused ? `${words.again.split('.', 1)[0] ?? ''} · ${title}` : title, body, texts };
}

function input(
  { field, label, hint, autocomplete, type = 'text', isPlain }: Input,
  { typed, faults }: RegistrationPage,
  { workshop: { faults: says } }: PageTexts,
): Html {
  const fault = faults[field];
  const described = [fault && `${field}-fault`, hint && `${field}-hint`].filter(Boolean).join(' ');
  return html`
    <div class="field">
      <label for="${field}">${label}</label>
      <input
        id="${field}"
        name="${field}"
        type="${type}"
        value="${typed[field] ?? ''}"
        autocomplete="${autocomplete}"
        ${isPlain && html`autocapitalize="none" spellcheck="false"`}
        ${described !== '' && html`aria-describedby="${described}"`}
        ${fault !== undefined && html`aria-invalid="true"`}
        required
      />
      ${fault !== undefined && html`<p class="fault" id="${field}-fault">${says[fault]}</p>`}
      ${hint !== undefined && html`<p class="hint" id="${field}-hint">${hint}</p>`}
    </div>
  `;
}

export interface ClosedPage {
  name: string;
  state: ClosedState;
  /** Where those sign in who have registered: a path. */
  login: string;
}

/** In place of the form, where nobody can register. */
export function closedPage({ name, state, login }: ClosedPage, texts: PageTexts): Page {
  const { title, says } = texts.workshop.states[state];
  const body = html`
    <h1>${title}</h1>
    <p>${name}</p>
    <p>${says}</p>
    <div class="buttons"><a class="button quiet" href="${login}">${texts.workshop.signIn}</a></div>
  `;
  return { title: `${title} · ${name}`, body, texts };
}

export interface RegisteredPage {
  workshop: Pick<Workshop, 'name' | 'keepsPasswords'>;
  userName: string;
  password: string;
  /** Where one signs in: a path. */
  login: string;
}

/** The password, this once. */
export function registeredPage({ workshop, userName, password, login }: RegisteredPage, texts: PageTexts): Page {
  const { workshop: words } = texts;
  const body = html`
    <h1>${words.done}</h1>
    <p>${workshop.name}</p>
    <div class="notice plain" role="alert"><p>${workshop.keepsPasswords ? words.noteItKept : words.noteIt}</p></div>
    <dl class="secrets">
      <dt>${words.userName}</dt>
      <dd><code>${userName}</code></dd>
      <dt>${words.password}</dt>
      <dd><code>${password}</code></dd>
    </dl>
    <div class="buttons" data-tools hidden>
      <button type="button" class="quiet" data-copy data-copied="${words.copied}">${words.copy}</button>
      <button type="button" class="quiet" data-print>${words.print}</button>
    </div>
    <form method="get" action="${login}">
      <label class="check"><input type="checkbox" required /> ${words.noted}</label>
      <button type="submit">${words.signIn}</button>
    </form>
  `;
  return { title: words.done, body, texts, script: SCRIPT_URL };
}

/** UTC, to the minute. */
function minuteOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}
