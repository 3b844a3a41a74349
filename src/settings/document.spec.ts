import { describe, expect, it } from '@jest/globals';
import { renderSettings } from './document.ts';
import { commonSettings, issuerSettings, providerSettings } from './schema.ts';

describe('renderSettings', () => {
  const rows = renderSettings()
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  it('has a row for every setting', () => {
    expect(rows.map((row) => /^\| `(\w+)`/.exec(row)?.[1])).toEqual(
      [...commonSettings, ...providerSettings, ...issuerSettings].map(({ name }) => name),
    );
  });

  it('has four cells in every row, none of them empty', () => {
    for (const row of rows) expect(row).toMatch(/^(?:\| \S[^|]*\S |\| \S ){4}\|$/);
  });

  it.each([
    ['PORT', '| `PORT` | port | `5000` | The port to listen on. Flag `--port`. |'],
    [
      'SESSION_LIFETIME',
      '| `SESSION_LIFETIME` | duration | `12h` | A session ends when it has been idle for so long. |',
    ],
  ])('says of %s what it is', (_, row) => {
    expect(rows).toContain(row);
  });
});
