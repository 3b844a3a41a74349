import { Module } from '@nestjs/common';
import { MemoryStore, type Store } from 'express-session';
import { CryptoModule } from '../crypto/crypto.module.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { Database } from '../database/database.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { BrowserSessions } from './browser-sessions.ts';
import { DatabaseSessionStore } from './session.store.ts';
import { SignedInBrowsers } from './signed-in-browsers.ts';

const SESSION_STORE = Symbol('session store');

@Module({
  imports: [CryptoModule],
  providers: [
    {
      provide: SESSION_STORE,
      inject: [SETTINGS, Database, KeyRing],
      useFactory: createStore,
    },
    {
      provide: SignedInBrowsers,
      inject: [SESSION_STORE],
      useFactory: (store: Store) => new SignedInBrowsers(store instanceof DatabaseSessionStore ? store : undefined),
    },
    {
      provide: BrowserSessions,
      inject: [SETTINGS, PublicUrls, SESSION_STORE, KeyRing],
      useFactory: (settings: Settings, urls: PublicUrls, store: Store, ring: KeyRing) => {
        const cookie = {
          name: settings.SESSION_COOKIE_NAME,
          path: settings.SESSION_COOKIE_PATH ?? (urls.prefix === '' ? '/' : urls.prefix),
          secure: urls.isHttps,
          idle: settings.SESSION_LIFETIME,
          secrets: () => cookieSecrets(settings, ring),
        };
        return new BrowserSessions(cookie, store);
      },
    },
  ],
  exports: [BrowserSessions, SignedInBrowsers],
})
export class SessionsModule {}

function createStore(settings: Settings, database: Database, ring: KeyRing): Store {
  if (settings.SESSION_TYPE === 'memory') return new MemoryStore();
  const limits = { idle: settings.SESSION_LIFETIME, absolute: settings.SESSION_MAX_LIFETIME };
  return new DatabaseSessionStore(database, ring, limits);
}

/**
 * `SECRET_KEY`, else one derived from each key of the ring: replicas with the same keys understand each other's cookies. The
 * key that seals signs, too, for all replicas have it.
 */
function cookieSecrets(settings: Settings, ring: KeyRing): string[] {
  if (settings.SECRET_KEY !== undefined) return [...settings.SECRET_KEY];
  const others = ring.keys.filter((key) => key !== ring.sealing);
  return [ring.sealing, ...others].map((key) =>
    key.derive('session cookie', new Uint8Array(), 32).toString('base64url'),
  );
}
