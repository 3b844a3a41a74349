import type { ReactNode } from 'react';
import { NavLink, Route, Routes } from 'react-router';
import { mayAdminister, useMe } from '../../api/me.ts';
import { Page } from '../../parts/page.tsx';
import { useTexts } from '../../texts/texts.ts';
import { AuditPage } from './audit/audit-page.tsx';
import { ClientPage } from './clients/client-page.tsx';
import { ClientsPage } from './clients/clients-page.tsx';
import { KeysPage } from './keys/keys-page.tsx';
import { NothingHere } from './nothing-here.tsx';
import './operators.css';
import { OverviewPage } from './overview/overview-page.tsx';
import { ProvidersPage } from './providers/providers-page.tsx';
import { UserPage } from './users/user-page.tsx';
import { UsersPage } from './users/users-page.tsx';
import { WebhookPage } from './webhooks/webhook-page.tsx';
import { WebhooksPage } from './webhooks/webhooks-page.tsx';

/** The pages of those who run the service. The service itself refuses everybody else. */
export default function OperatorsPage(): ReactNode {
  return mayAdminister(useMe()) ? <ForOperators /> : <NotForYou />;
}

function ForOperators(): ReactNode {
  const { operators, webhooks } = useTexts();
  return (
    <div className="op">
      <nav className="op-nav" aria-label={operators.nav}>
        <NavLink to="/operators" end>
          {operators.overview}
        </NavLink>
        <NavLink to="/operators/providers">{operators.providers}</NavLink>
        <NavLink to="/operators/users">{operators.users}</NavLink>
        <NavLink to="/operators/clients">{operators.clients}</NavLink>
        <NavLink to="/operators/webhooks">{webhooks.title}</NavLink>
        <NavLink to="/operators/audit">{operators.audit}</NavLink>
        <NavLink to="/operators/keys">{operators.keys}</NavLink>
      </nav>
      <Routes>
        <Route index element={<OverviewPage />} />
        <Route path="providers" element={<ProvidersPage />} />
        <Route path="users" element={<UsersPage />} />
        <Route path="users/:id" element={<UserPage />} />
        <Route path="clients" element={<ClientsPage />} />
        <Route path="clients/:id" element={<ClientPage />} />
        <Route path="webhooks" element={<WebhooksPage />} />
        <Route path="webhooks/:id" element={<WebhookPage />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="keys" element={<KeysPage />} />
        <Route path="*" element={<NothingHere />} />
      </Routes>
    </div>
  );
}

function NotForYou(): ReactNode {
  const { state, operators } = useTexts();
  return (
    <Page title={state.forbidden}>
      <p>{operators.notForYou}</p>
      <NavLink className="button" to="/">
        {state.home}
      </NavLink>
    </Page>
  );
}
