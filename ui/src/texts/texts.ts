import { createContext, use } from 'react';
import { BASE } from '../api/client.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';

export const LANGUAGES = { en, de } satisfies Record<string, Texts>;
export type Language = keyof typeof LANGUAGES;

const KEPT_AS = 'tokenstore-language';

const LanguageContext = createContext<Language>('en');
export const LanguageProvider = LanguageContext.Provider;

export function useLanguage(): Language {
  return use(LanguageContext);
}

export function useTexts(): Texts {
  return LANGUAGES[useLanguage()];
}

/** What was chosen here before, else the first of the browser's languages that there is. */
export function preferredLanguage(): Language {
  const wished = [keptLanguage(), ...navigator.languages.map((tag) => tag.split('-')[0] ?? '')];
  return wished.find(isLanguage) ?? 'en';
}

/** In a cookie: the pages that the service writes are to be in the same language. */
export function keepLanguage(language: Language): void {
  document.cookie = `${KEPT_AS}=${language}; path=${BASE}/; max-age=31536000; samesite=lax`;
}

function keptLanguage(): string {
  return new RegExp(`(?:^|;)\\s*${KEPT_AS}=(\\w+)`).exec(document.cookie)?.[1] ?? '';
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(LANGUAGES, text);
}
