import { afterAll, beforeAll } from '@jest/globals';
import type { TestDatabase, TestDatabaseKind } from '../support/databases.ts';
import { connect, notYetOpen, openDatabase, type Opened } from './opened.ts';

/** The same for a suite that names its database before any test runs: open from its first test to its last. */
export function openedFor({ fresh }: TestDatabaseKind): Pick<Opened, 'database' | 'again'> {
  let test: TestDatabase | undefined;
  const { replica: database, open } = notYetOpen(async () => connect((test ??= await fresh()).url));
  const opened = [database];
  beforeAll(open);
  afterAll(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await test?.drop();
  });
  return {
    database,
    async again(through = test?.url) {
      if (through === undefined) throw new Error('the suite has not begun');
      const another = await openDatabase(() => connect(through));
      opened.push(another);
      return another;
    },
  };
}
