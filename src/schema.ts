import { FirstTables1795000000000 } from '../migrations/1795000000000-first-tables.ts';
import { KeyRingEntity } from './crypto/key-ring.entity.ts';
import type { Schema } from './database/connection.ts';
import { GrantTokenEntity } from './grants/grant-token.entity.ts';
import { GrantEntity } from './grants/grant.entity.ts';
import { LinkAttemptEntity } from './grants/link/link-attempt.entity.ts';
import { HomeEntity } from './grants/refresh/home.entity.ts';
import { ClientEvidenceEntity } from './providers/client-evidence.entity.ts';
import { SessionEntity } from './sessions/session.entity.ts';
import { UserEntity } from './users/user.entity.ts';

/** Every table, and every migration in its order. */
export const schema: Schema = {
  entities: [
    UserEntity,
    GrantEntity,
    GrantTokenEntity,
    LinkAttemptEntity,
    SessionEntity,
    KeyRingEntity,
    ClientEvidenceEntity,
    HomeEntity,
  ],
  migrations: [FirstTables1795000000000],
};
