import type { Command } from 'commander';

/** What may come next on the command line. */
interface Word {
  text: string;
  about: string;
}

/** A command by its whole name, `tokenstore users add`, and what may come behind it. */
interface Place {
  name: string;
  words: Word[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const WRITERS: Record<Shell, (places: readonly Place[]) => string> = { bash, zsh, fish };

/** `tokenstore completion`: a script that has the shell complete commands and options, made of what the program declares. */
export function completionOf(program: Command, shell: Shell): string {
  return WRITERS[shell](placesOf(program, program.name()));
}

function placesOf(command: Command, name: string): Place[] {
  const words = [
    ...command.commands.map((one) => ({ text: one.name(), about: one.description() })),
    ...command.options.map(({ long, short, description }) => ({ text: long ?? short ?? '', about: description })),
    { text: '--help', about: 'display help for command' },
  ];
  return [{ name, words }, ...command.commands.flatMap((one) => placesOf(one, `${name} ${one.name()}`))];
}

function bash(places: readonly Place[]): string {
  return lines(
    '_tokenstore() {',
    '  local place=tokenstore word words=',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$place $word" in',
    `      ${innerNames(places, quoted, '|')}) place="$place $word" ;;`,
    '    esac',
    '  done',
    '  case "$place" in',
    ...places.map(({ name, words }) => `    ${quoted(name)}) words=${quoted(words.map(textOf).join(' '))} ;;`),
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _tokenstore tokenstore',
  );
}

function zsh(places: readonly Place[]): string {
  const choices = ({ words }: Place): string => words.map(({ text, about }) => quoted(`${text}:${about}`)).join(' ');
  return lines(
    '#compdef tokenstore',
    '_tokenstore() {',
    '  local place=tokenstore word',
    '  local -a choices',
    '  for word in ${words[2,CURRENT-1]}; do',
    '    case "$place $word" in',
    `      (${innerNames(places, quoted, '|')}) place="$place $word" ;;`,
    '    esac',
    '  done',
    '  case "$place" in',
    ...places.map((place) => `    (${quoted(place.name)}) choices=(${choices(place)}) ;;`),
    '  esac',
    '  _describe tokenstore choices || _files',
    '}',
    // Both as a file of $fpath and through `source`.
    'if [ "$funcstack[1]" = _tokenstore ]; then _tokenstore "$@"; else compdef _tokenstore tokenstore; fi',
  );
}

function fish(places: readonly Place[]): string {
  return lines(
    'function __tokenstore_place',
    '  set -l place tokenstore',
    '  for word in (commandline -opc)[2..]',
    '    switch "$place $word"',
    `      case ${innerNames(places, quotedForFish, ' ')}`,
    '        set place "$place $word"',
    '    end',
    '  end',
    '  echo $place',
    'end',
    ...places.flatMap(({ name, words }) =>
      words.map(({ text, about }) => {
        const when = quotedForFish(`test "$(__tokenstore_place)" = "${name}"`);
        const what = text.startsWith('--') ? `-l ${text.slice(2)}` : `-f -a ${text}`;
        return `complete -c tokenstore -n ${when} ${what} -d ${quotedForFish(about)}`;
      }),
    ),
  );
}

/** All commands but the program itself. */
function innerNames(places: readonly Place[], quote: (text: string) => string, between: string): string {
  return places
    .slice(1)
    .map(({ name }) => quote(name))
    .join(between);
}

function textOf({ text }: Word): string {
  return text;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function quotedForFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
