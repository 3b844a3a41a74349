import { CommanderError, type Command } from 'commander';
import { createProgram } from '../../../src/cli/program.ts';

const nothing = (): void => undefined;

/** The command line as it is, but that it says nothing and does nothing. */
function mute(command: Command): Command {
  command.configureOutput({ writeOut: nothing, writeErr: nothing, outputError: nothing });
  if (command.commands.length === 0) command.action(nothing);
  for (const one of command.commands) mute(one);
  return command;
}

/** The words behind `tokenstore` in a call, however it is wrapped; undefined where it is none of ours. */
export function wordsOfOurs(call: readonly string[]): string[] | undefined {
  const [program, ...words] = call;
  if (program === 'tokenstore') return words;
  if (program === 'node' && words[0] === 'dist/src/main.js') return words.slice(1);
  if (program === 'kubectl' && words.includes('--')) return wordsOfOurs(words.slice(words.indexOf('--') + 1));
  // It puts what it reads behind.
  if (program === 'xargs' && words.includes('tokenstore')) {
    return [...words.slice(words.indexOf('tokenstore') + 1), 'one'];
  }
  return undefined;
}

/** What the command line says against these words; undefined when it takes them. */
export async function refusalOf(words: readonly string[]): Promise<string | undefined> {
  try {
    await mute(createProgram('0')).parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    return error.code === 'commander.help' ? 'a command is missing behind it' : error.message;
  }
}

/** The first word of a mention in prose, `tokenstore keys status`, that is no command; alternatives are written `a|b`. */
export function strangerIn(mention: string): string | undefined {
  let command: Command | undefined = createProgram('0');
  for (const word of mention.split(' ').slice(1)) {
    if (command === undefined || command.commands.length === 0 || !/^[a-z]/.test(word)) return undefined;
    const alternatives = word.split('|');
    const found: (Command | undefined)[] = alternatives.map((name) => named(command, name));
    const missing = found.indexOf(undefined);
    if (missing !== -1) return alternatives[missing];
    command = found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}

function named(command: Command | undefined, name: string): Command | undefined {
  return command?.commands.find((one) => one.name() === name);
}
