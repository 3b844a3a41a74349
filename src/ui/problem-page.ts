import type { ProblemCode } from '../problem/codes.ts';
import { html } from './html.ts';
import type { Page } from './page.ts';
import type { PageTexts } from './texts/en.ts';

export interface ProblemPage {
  code: ProblemCode | 'not_built';
  /** The id of the request, where the operator may be asked about it. */
  reference: string | undefined;
  /** The same page once more may help. */
  isRepeatable: boolean;
  /** The app, if there is one: a path. */
  home: string | undefined;
}

/** In place of a page that cannot be shown: what happened, and a way on. */
export function problemPage({ code, reference, isRepeatable, home }: ProblemPage, texts: PageTexts): Page {
  const { problem } = texts;
  const { title, says } = isTold(code, problem) ? problem[code] : problem.other;
  const body = html`
    <h1>${title}</h1>
    <p>${says}</p>
    ${reference !== undefined && html`<p class="soft fine">${problem.reference(reference)}</p>`}
    <div class="buttons">
      ${isRepeatable && html`<a class="button" href="">${problem.again}</a>`}
      ${home !== undefined && html`<a class="button ${isRepeatable && 'quiet'}" href="${home}">${problem.home}</a>`}
    </div>
  `;
  return { title, body, texts };
}

type Told = Exclude<keyof PageTexts['problem'], 'again' | 'home' | 'reference'>;

function isTold(code: string, problem: PageTexts['problem']): code is Told {
  return Object.hasOwn(problem, code);
}
