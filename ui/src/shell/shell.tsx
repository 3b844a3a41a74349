import { Suspense, useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { BASE } from '../api/client.ts';
import { mayAdminister, useMe } from '../api/me.ts';
import { Loading } from '../parts/loaded.tsx';
import { useTexts, type Language } from '../texts/texts.ts';
import { Brand } from './brand.tsx';
import { PageBoundary } from './broken.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { SignedOut } from './signed-out.tsx';

/** What is around every page: who one is, where one can go, and what concerns all pages. */
export function Shell({ onLanguage }: { onLanguage: (language: Language) => void }): ReactNode {
  const { shell } = useTexts();
  const { pathname } = useLocation();
  const main = useFocusOnNewPage(pathname);
  return (
    <>
      <a className="skip" href="#content">
        {shell.skip}
      </a>
      <Header />
      <OfflineNotice />
      <main id="content" ref={main} tabIndex={-1}>
        <PageBoundary key={pathname.split('/')[1]}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </PageBoundary>
      </main>
      <footer>
        <p>{shell.footer}</p>
        <div className="footer-links">
          <div role="group" aria-label={shell.languages}>
            <LanguageChoice onChoice={onLanguage} />
          </div>
          <a href={`${BASE}/api/docs`}>{shell.api}</a>
        </div>
      </footer>
      <SignedOut />
    </>
  );
}

function Header(): ReactNode {
  const { shell } = useTexts();
  const me = useMe();
  const name = me.name ?? me.email ?? me.id;
  return (
    <header className="top">
      <div className="top-row">
        <Link className="brand" to="/">
          <Brand />
        </Link>
        <div className="who">
          <span className="who-name" title={shell.signedInAs(name)}>
            <span className="unseen">{shell.signedInAs('')}</span>
            {name}
          </span>
          <a className="button quiet small" href={`${BASE}/api/oidc/logout`}>
            {shell.signOut}
          </a>
        </div>
      </div>
      <nav className="pages" aria-label={shell.nav}>
        <NavLink to="/" end>
          {shell.accounts}
        </NavLink>
        <NavLink to="/access">{shell.access}</NavLink>
        <NavLink to="/use">{shell.use}</NavLink>
        <NavLink to="/activity">{shell.activity}</NavLink>
        {mayAdminister(me) && <NavLink to="/operators">{shell.operators}</NavLink>}
      </nav>
    </header>
  );
}

/** A screen reader is to hear of the new page, and the keyboard to go on there; the first one is announced by the browser. */
function useFocusOnNewPage(pathname: string): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [pathname]);
  return main;
}
