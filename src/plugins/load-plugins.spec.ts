import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Entity } from 'typeorm';
import { SettingsError } from '../settings/fault.ts';
import { loadSettings } from '../settings/load.ts';
import { faultsBetween, faultsOf } from './judge-plugin.ts';
import { definePlugin, defineProblems, type PluginOptions } from './plugin.ts';

@Controller('api/rooms/v1')
class RoomsController {}
@Controller(['api/rooms/v2', 'api/v2/rooms'])
class TakenController {}
@Controller()
class RootController {}

@Module({ controllers: [RoomsController] })
class RoomsModule {}
@Module({ imports: [RoomsModule], controllers: [TakenController, RootController] })
class TakenModule {}
@Module({ providers: [{ provide: 'APP_GUARD', useValue: { canActivate: () => true } }] })
class GuardModule {}

@Entity('users')
class UserEntity {}
@Entity('rooms_rooms')
class RoomEntity {}
const [Rooms1796300000000, Rooms] = ['Rooms1796300000000', 'Rooms'].map((name) => ({ name }));

const rooms = { name: 'rooms', module: RoomsModule };
const migration = (one: unknown) => [one] as unknown as NonNullable<PluginOptions['migrations']>;

describe('a plugin', () => {
  it('may be as it should', () => {
    const problems = defineProblems('room', { full: { status: 409, title: 'Full', meaning: 'Nobody fits in.' } });
    const plugin = definePlugin({
      ...{ ...rooms, entities: [RoomEntity], migrations: migration(Rooms1796300000000), problems },
      scopes: ['rooms-read', 'rooms-write'],
    });

    expect(problems.full).toEqual({ code: 'room.full', status: 409, title: 'Full', meaning: 'Nobody fits in.' });
    expect(faultsOf(plugin)).toEqual([]);
  });

  it.each<[string, Partial<PluginOptions>, string]>([
    ['a bad name', { name: 'Rooms' }, 'has the name "Rooms"'],
    ['a table of ours', { entities: [UserEntity] }, 'has the table users, whose name does not begin with rooms_'],
    ['a migration without a time', { migrations: migration(Rooms) }, 'has the migration Rooms'],
    ['a right of ours', { scopes: ['admin' as 'x-read'] }, 'has the right "admin"'],
    [
      'a code of ours',
      { problems: { x: { code: 'csrf', status: 403, title: '', meaning: '' } } },
      'the problem "csrf"',
    ],
    [
      'a problem that is none',
      { problems: defineProblems('x', { y: { status: 200, title: '', meaning: '' } }) },
      '"x.y"',
    ],
    ['a guard for all', { module: GuardModule }, 'provides APP_GUARD in GuardModule'],
    ['a guard further in', { module: { module: RoomsModule, imports: [GuardModule] } }, 'provides APP_GUARD'],
    ['a path of ours', { module: TakenModule }, 'has a controller at "api/v2/rooms"'],
    ['the root', { module: TakenModule }, 'has a controller at "/"'],
  ])('may not have %s', (_case, its, fault) => {
    expect(faultsOf(definePlugin({ ...rooms, ...its }))).toContainEqual(expect.stringContaining(fault));
  });

  it.each([undefined, null, {}, { name: 'x' }, { name: 'x', module: 'y' }, RoomsModule])('is not %p', (other) => {
    expect(faultsOf(other)).toEqual(['exports no plugin by default (definePlugin)']);
  });

  it('may have nothing that another has', () => {
    const scopes = ['rooms-read'] as const;
    const one = definePlugin({ ...rooms, scopes });
    const other = definePlugin({ ...rooms, name: 'others', scopes });

    expect(faultsBetween([one, other])).toEqual([
      'rooms and others have the right rooms-read both',
      'rooms and others have the path api/rooms both',
    ]);
    expect(faultsBetween([one])).toEqual([]);
  });
});

describe('PLUGINS', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tokenstore-plugins-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const faultsWith = async (plugins: string): Promise<readonly string[]> => {
    const env = { TOKENSTORE_LOCAL_ACCOUNTS: 'true', TOKENSTORE_PORT: 'x', TOKENSTORE_PLUGINS: plugins };
    const error: unknown = await loadSettings({ env, cwd: directory }).catch((thrown: unknown) => thrown);
    if (!(error instanceof SettingsError)) throw error;
    return error.faults.map(({ message }) => message);
  };

  it('is told with all other faults, each plugin by its name', async () => {
    await writeFile(join(directory, 'empty.mjs'), 'export const nothing = 1;');
    await writeFile(join(directory, 'broken.mjs'), 'this is broken');

    const faults = await faultsWith('./missing.mjs, ./empty.mjs, ./broken.mjs, no-such-package');

    expect(faults).toEqual([
      expect.stringContaining('TOKENSTORE_PORT'),
      expect.stringMatching(/^TOKENSTORE_PLUGINS: \.\/missing\.mjs cannot be loaded \(ENOENT\): \S+.*$/),
      'TOKENSTORE_PLUGINS: ./empty.mjs exports no plugin by default (definePlugin)',
      expect.stringMatching(/^TOKENSTORE_PLUGINS: \.\/broken\.mjs cannot be loaded \(SyntaxError\): /),
      expect.stringMatching(/^TOKENSTORE_PLUGINS: no-such-package cannot be loaded/),
    ]);
  });
});
