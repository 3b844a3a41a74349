import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import 'virtual:ground.css';
import { BASE } from './api/client.ts';
import { createQueryClient } from './api/query-client.ts';
import { App } from './app.tsx';
import './parts/parts.css';
import './shell/shell.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the document has no root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <BrowserRouter basename={`${BASE}/ui`}>
        <App />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
);
