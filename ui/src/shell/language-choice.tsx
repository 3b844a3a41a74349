import type { ReactNode } from 'react';
import { LANGUAGES, useLanguage, type Language } from '../texts/texts.ts';

export function LanguageChoice({ onChoice }: { onChoice: (language: Language) => void }): ReactNode {
  const current = useLanguage();
  return (Object.keys(LANGUAGES) as Language[]).map((language) => (
    <button
      key={language}
      type="button"
      className="link"
      lang={language}
      aria-pressed={language === current}
      onClick={() => onChoice(language)}
    >
      {LANGUAGES[language].language}
    </button>
  ));
}
