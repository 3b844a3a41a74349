import { Command } from 'commander';
import { stopSignal } from '../terminal/end.ts';
import { declareTerminal } from '../terminal/program.ts';
import { processTerminal } from '../terminal/terminal.ts';
import { declareApiKeys } from './commands/api-keys.ts';
import { declareAudit } from './commands/audit.ts';
import { declareClients } from './commands/clients.ts';
import { declareCompletion } from './commands/completion.ts';
import { declareDatabase } from './commands/database.ts';
import { declareDoctor } from './commands/doctor.ts';
import { declareGrants } from './commands/grants.ts';
import { declareImportFirstEdition } from './commands/import-first-edition.ts';
import { declareKeys } from './commands/keys.ts';
import { declareServe } from './commands/serve.ts';
import { declareSettings } from './commands/settings.ts';
import { declareUsers } from './commands/users.ts';
import { declareWebhooks } from './commands/webhooks.ts';
import { declareWorkshop } from './commands/workshop.ts';

/** In the order in which help lists them. Each file declares the commands of one subject; what they do stands beside it. */
const SUBJECTS: readonly ((program: Command) => void)[] = [
  (program) => declareTerminal(program, () => processTerminal(stopSignal())),
  declareServe,
  declareSettings,
  declareDatabase,
  declareKeys,
  declareDoctor,
  declareGrants,
  declareUsers,
  declareWorkshop,
  declareClients,
  declareApiKeys,
  declareWebhooks,
  declareAudit,
  declareImportFirstEdition,
  declareCompletion,
];

/** The command line. It throws what goes wrong, see {@link explain}. */
export function createProgram(version: string): Command {
  const program = new Command('tokenstore')
    .description('Keeps people’s OAuth 2.0 grants at external providers, and hands out fresh access tokens.')
    .version(version)
    // What was probably meant stands in a second line; it belongs to the first.
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) })
    .exitOverride();
  for (const declare of SUBJECTS) declare(program);
  return program;
}
