import type { FastifyRequest } from 'fastify';
import { de } from './de.ts';
import { en, type PageTexts } from './en.ts';

const LANGUAGES: ReadonlyMap<string, PageTexts> = new Map(Object.entries({ en, de }));
/** The app remembers there what the person chose in it. */
const CHOSEN = /(?:^|;)\s*tokenstore-language=(\w+)/;

/** In the language that was chosen in the app, else the first of `Accept-Language` that there is, else in English. */
export function textsFor({ headers }: Pick<FastifyRequest, 'headers'>): PageTexts {
  const chosen = CHOSEN.exec(headers.cookie ?? '')?.[1] ?? '';
  const wished = [chosen, ...preferences(headers['accept-language'] ?? '')];
  return wished.map((language) => LANGUAGES.get(language)).find((texts) => texts !== undefined) ?? en;
}

/** The languages, without their regions, that are wanted most first (RFC 9110 section 12.5.4). */
function preferences(header: string): string[] {
  return header
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { language: tag.split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ language }) => language);
}
