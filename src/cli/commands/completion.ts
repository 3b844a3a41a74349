import { Argument, type Command } from 'commander';
import { completionOf, SHELLS, type Shell } from '../completion.ts';

export function declareCompletion(program: Command): void {
  program
    .command('completion')
    .description('a script that has the shell complete commands')
    .addArgument(new Argument('<shell>', 'whose').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(tokenstore completion bash)         in ~/.bashrc
  source <(tokenstore completion zsh)          in ~/.zshrc, after compinit
  tokenstore completion fish | source          in config.fish`,
    )
    .action((shell: Shell) => void process.stdout.write(completionOf(program, shell)));
}
