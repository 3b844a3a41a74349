import { Argument, type Command } from 'commander';
import {
  closeWorkshop,
  endWorkshop,
  EXPORTS,
  exportWorkshop,
  extendWorkshop,
  listWorkshops,
  openWorkshop,
  removeParticipant,
  resetPassword,
  showWorkshop,
  type ExportForm,
  type NewWorkshopFlags,
} from '../workshop.ts';

const TIMES = '\nTimes: 2026-01-31, 2026-01-31T12:00:00Z, 3d from now, or seconds (1970).';

export function declareWorkshop(program: Command): void {
  const workshop = program
    .command('workshop')
    .description('events at which people register themselves (docs/workshops.md)');
  workshop
    .command('open')
    .description('open one; the address of its page goes to standard output')
    .requiredOption('--name <name>', 'as people see it')
    .requiredOption('--places <number>', 'so many people can register')
    .requiredOption('--ends <time>', 'nobody registers from then on')
    .option('--starts <time>', 'nobody registers before; now unless it is said')
    .option('--code <code>', 'what stands in the address; one that nobody guesses unless it is said')
    .option('--keep-passwords', 'keep passwords, sealed, until the end, for export csv')
    .addHelpText(
      'after',
      `${TIMES}\n\nExample:\n  tokenstore workshop open --name Spring --places 150 --ends 3d --code spring`,
    )
    .action(async (flags: NewWorkshopFlags) => openWorkshop(flags));
  workshop
    .command('list')
    .description('the newest first, with the places that are taken')
    .option('--json', 'as JSON')
    .action(async (flags: { json?: true }) => listWorkshops(flags));
  workshop
    .command('show <code>')
    .description('a workshop, and who registered')
    .option('--json', 'as JSON')
    .action(async (code: string, flags: { json?: true }) => showWorkshop(code, flags));
  workshop
    .command('close <code>')
    .description('nobody registers any more; accounts stay')
    .option('--reopen', 'take that back')
    .action(async (code: string, flags: { reopen?: true }) => closeWorkshop(code, flags));
  workshop
    .command('extend <code>')
    .description('another end, other places')
    .option('--ends <time>', 'nobody registers from then on')
    .option('--places <number>', 'so many people can register')
    .addHelpText('after', TIMES)
    .action(async (code: string, flags: { ends?: string; places?: string }) => extendWorkshop(code, flags));
  workshop
    .command('reset <code> <name>')
    .description('a new password for somebody, alone on standard output')
    .action(async (code: string, name: string) => resetPassword(code, name));
  workshop
    .command('remove <code> <name>')
    .description('somebody with all that is theirs; the place is free again')
    .option('-y, --yes', 'do not ask')
    .action(async (code: string, name: string, flags: { yes?: true }) => removeParticipant(code, name, flags));
  workshop
    .command('end <code>')
    .description('end the grants at the providers, then remove all accounts and the workshop')
    .option('-y, --yes', 'do not ask')
    .action(async (code: string, flags: { yes?: true }) => endWorkshop(code, flags));
  workshop
    .command('export')
    .description('the accounts, as an htpasswd file or a table')
    .argument('<code>')
    .addArgument(new Argument('<form>', 'what to write').choices(EXPORTS))
    .option('--out <file>', 'into a file that its owner alone can read')
    .addHelpText('after', '\nExample:\n  tokenstore workshop export spring-school htpasswd --out users.htpasswd')
    .action(async (code: string, form: ExportForm, flags: { out?: string }) => exportWorkshop(code, form, flags));
}
