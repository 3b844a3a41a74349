import { useQuery } from '@tanstack/react-query';
import { lazy, useEffect, useState, type ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { signInAddress } from './api/client.ts';
import { meQuery } from './api/me.ts';
import { Problem } from './api/problem.ts';
import { AccountsPage } from './pages/accounts/accounts-page.tsx';
import { Alone } from './shell/alone.tsx';
import { Broken } from './shell/broken.tsx';
import { fetched } from './shell/not-fetched.ts';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';
import { keepLanguage, LanguageProvider, preferredLanguage, type Language } from './texts/texts.ts';

// The home page comes with the first load; the others, with their styles, when they are first visited.
const AccessPage = lazy(() => fetched(import('./pages/access/access-page.tsx')));
const ActivityPage = lazy(() => fetched(import('./pages/activity/activity-page.tsx')));
const UsePage = lazy(() => fetched(import('./pages/use/use-page.tsx')));
const OperatorsPage = lazy(() => fetched(import('./pages/operators/operators-page.tsx')));

/** All pages, in the reader's language, for whoever is signed in. */
export function App(): ReactNode {
  const [language, setLanguage] = useState(preferredLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choose = (chosen: Language): void => {
    keepLanguage(chosen);
    setLanguage(chosen);
  };
  return (
    <LanguageProvider value={language}>
      <SignedInOnly>
        <Routes>
          <Route element={<Shell onLanguage={choose} />}>
            <Route index element={<AccountsPage />} />
            <Route path="access" element={<AccessPage />} />
            <Route path="activity" element={<ActivityPage />} />
            <Route path="use" element={<UsePage />} />
            <Route path="operators/*" element={<OperatorsPage />} />
            <Route path="*" element={<NotFound />} />
          </Route>
        </Routes>
      </SignedInOnly>
    </LanguageProvider>
  );
}

/** Where nobody is signed in, the browser leaves for the sign-in page, and nothing is drawn meanwhile. */
function SignedInOnly({ children }: { children: ReactNode }): ReactNode {
  const { isSuccess, error, refetch } = useQuery(meQuery);
  useAskedAgainOnReturn(refetch);
  const isSignedOut = error instanceof Problem && error.isSignedOut;
  useEffect(() => {
    if (isSignedOut && !isSuccess) location.replace(signInAddress('ended'));
  }, [isSignedOut, isSuccess]);
  if (isSuccess) return children;
  if (error === null || isSignedOut) return null;
  return (
    <Alone>
      <Broken error={error} onRetry={() => void refetch()} />
    </Alone>
  );
}

/** A page that the browser kept and shows again (the person went back) may be of a session that has ended. */
function useAskedAgainOnReturn(ask: () => unknown): void {
  useEffect(() => {
    const onShow = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) ask();
    };
    addEventListener('pageshow', onShow);
    return () => removeEventListener('pageshow', onShow);
  }, [ask]);
}
