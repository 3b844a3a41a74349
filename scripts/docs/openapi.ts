import 'reflect-metadata';
import { pino } from 'pino';
import { createApp } from '../../src/server/create-app.ts';
import { createDocument } from '../../src/server/docs.ts';
import { loadSettings } from '../../src/settings/load.ts';

/** Settings that name no real place: no database is opened, nobody is asked, and nothing listens. */
const ENVIRONMENT = {
  TOKENSTORE_BASE_URL: 'http://127.0.0.1:5000',
  TOKENSTORE_DATABASE_URL: 'sqlite://:memory:',
  TOKENSTORE_OIDC_DISCOVERY_URL: 'https://login.example.org',
  TOKENSTORE_OIDC_CLIENT_ID: 'tokenstore',
  TOKENSTORE_OIDC_CLIENT_SECRET: 'unused',
};

/** Renders `docs/openapi.json` from the controllers: the same text for the same sources, whatever the machine. */
export async function renderOpenApi(): Promise<string> {
  const { settings } = await loadSettings({ env: ENVIRONMENT });
  const app = await createApp(settings, pino({ level: 'silent' }));
  try {
    await app.init();
    return `${JSON.stringify(createDocument(app), undefined, 2)}\n`;
  } finally {
    await app.close();
  }
}
