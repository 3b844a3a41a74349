import { Fragment, type ReactNode } from 'react';
import { wordsFor } from '../../../src/ui/texts/scope-words.ts';
import { useLanguage } from '../texts/texts.ts';

/** A provider's scopes as part of a sentence: "read your mail, send mail as you and `x:y`". */
export function Scopes({ scopes }: { scopes: readonly string[] }): ReactNode {
  const language = useLanguage();
  // Two scopes may say the same; each is told once.
  const told = [...new Map(scopes.map((scope) => [wordsFor(scope, language) ?? scope, scope])).values()];
  const parts = new Intl.ListFormat(language).formatToParts(told);
  return parts.map(({ type, value }, i) => (
    <Fragment key={i}>{type === 'element' ? <Scope scope={value} /> : value}</Fragment>
  ));
}

/** One scope: in words where they are known, with itself on hover, else itself. */
export function Scope({ scope }: { scope: string }): ReactNode {
  const words = wordsFor(scope, useLanguage());
  return words === undefined ? <code>{scope}</code> : <span title={scope}>{words}</span>;
}
