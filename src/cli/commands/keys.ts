import { Option, type Command } from 'commander';
import { KMS } from '../../settings/types/key.ts';
import { dropOldKey, rotate, showKeys, type KeysFlags } from '../keys.ts';
import { generateKey, wrapKeys, type GenerateFlags, type WrapFlags } from '../new-keys.ts';

export function declareKeys(program: Command): void {
  const keys = program.command('keys').description('look after the keys that seal tokens (docs/key-rotation.md)');
  keys
    .command('generate')
    .description('print a new key, and nothing else, on standard output')
    .addOption(new Option('--kms <service>', 'wrapped by this service, and never in clear').choices(KMS))
    .addHelpText('after', '\nExample: tokenstore keys generate > new-key')
    .action(async (flags: GenerateFlags) => generateKey(flags));
  keys
    .command('wrap [file]')
    .description('print the keys of a file, or of standard input, wrapped by a key management service')
    .addOption(new Option('--kms <service>', 'by this one').choices(KMS).makeOptionMandatory())
    .addHelpText('after', '\nExample: tokenstore keys wrap --kms vault instance/cryptokey > wrapped-key')
    .action(async (file: string | undefined, flags: WrapFlags) => wrapKeys(file, flags));
  keys
    .command('status')
    .description('each key by its id: who has it, what bears it, whether it may be dropped')
    .option('--json', 'as JSON')
    .action(async (flags: KeysFlags) => showKeys(flags));
  keys
    .command('rotate')
    .description('seal everything with the first key of CRYPTOKEY, while the service goes on')
    .option('--json', 'what came of it as JSON')
    .addHelpText('after', '\nCtrl-C ends it in order; started again, it goes on where it was.')
    .action(async (flags: KeysFlags) => rotate(flags));
  keys
    .command('drop <id>')
    .description('let processes start without an old key that nothing bears')
    .addHelpText('after', '\nExample: tokenstore keys drop 0f3a5c7e9b1d')
    .action(async (id: string) => dropOldKey(id));
}
