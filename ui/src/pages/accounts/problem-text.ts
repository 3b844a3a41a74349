import { useTexts } from '../../texts/texts.ts';

/** Says in words what a code of the callback, or of the API, means for an account at a provider. */
export function useProblemText(): (code: string, provider: string) => string {
  const { problems } = useTexts().accounts;
  return (code, provider) => {
    const says = Object.hasOwn(problems, code) ? problems[code] : problems['internal'];
    return says?.(provider) ?? '';
  };
}
