import type { Command } from 'commander';
import { importFromFirstEdition, type FirstEditionFlags } from '../import-first-edition.ts';
import { repeated } from './repeated.ts';

export function declareImportFirstEdition(program: Command): void {
  program
    .command('import-first-edition')
    .description('take over the refresh tokens of the first edition (docs/first-edition.md)')
    .option('--from <url>', 'its database: sqlite:///… or postgresql://…')
    .option('--keys-file <file>', 'a file with its CRYPTOKEY')
    .option('--keys <keys>', 'its CRYPTOKEY itself, which others may then see')
    .option('--map <old=new>', 'a provider that has another id here; repeatable', repeated)
    .option('--apply', 'write; without it only what would be is told')
    .option('--dry-run', 'write nothing, as without --apply')
    .option('--json', 'the report as JSON, with each row that is not here')
    .addHelpText(
      'after',
      `
Stop the first edition before --apply: most providers take a refresh token once.
In place of flags: FIRST_EDITION_DATABASE_URL, FIRST_EDITION_CRYPTOKEY. Without
keys the store's own CRYPTOKEY is tried.

Example, to look; then the same with --apply:
  tokenstore import-first-edition --from sqlite:///old.db --keys-file old.key`,
    )
    .action(async (flags: FirstEditionFlags) => importFromFirstEdition(flags));
}
