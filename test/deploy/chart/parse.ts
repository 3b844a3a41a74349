/**
 * The part of Go's template language that the chart uses. What it does not know is an error, never passed over.
 * https://pkg.go.dev/text/template
 */

export type Operand =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline }
  /** `.a.b`, `$.a`, `$x.a`; the dot has no variable, and `$` one without a name. */
  | { readonly kind: 'field'; readonly variable: string | undefined; readonly path: readonly string[] };

/** Commands, each with its operands; what one gives is the last argument of the next. */
export type Pipeline = readonly (readonly Operand[])[];

export interface Branch {
  readonly kind: 'if' | 'with' | 'range';
  /** Of `range $name, $value := …`. */
  readonly names: readonly string[];
  readonly pipeline: Pipeline;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

export type Node =
  | Branch
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | { readonly kind: 'declare'; readonly name: string; readonly pipeline: Pipeline };

type Piece = { readonly text: string } | { readonly word: string; readonly rest: string; readonly action: string };

const ACTION = /\{\{(-\s)?\s*([\s\S]*?)\s*?(\s-)?\}\}/g;
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|-?\d+|[|()]|\$?(?:\.?[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)*|\$|\.)/y;
const DECLARED = /^((?:\$\w+\s*,\s*)?\$\w+)\s*:=\s*([\s\S]*)$/;

/** @returns what stands outside of definitions; these are added to `defined` by their names */
export function parseTemplate(source: string, defined: Map<string, readonly Node[]>): readonly Node[] {
  const pieces = split(source);
  const nodes = parseBlock(pieces, defined);
  if (pieces.length > 0) throw new Error('{{ end }} or {{ else }} without a beginning');
  return nodes;
}

/** Takes pieces up to the `end` or `else` that closes the block; that one is left. */
function parseBlock(pieces: Piece[], defined: Map<string, readonly Node[]>): Node[] {
  const nodes: Node[] = [];
  for (let piece = pieces[0]; piece !== undefined; piece = pieces[0]) {
    if ('text' in piece) {
      nodes.push({ kind: 'text', text: piece.text });
      pieces.shift();
      continue;
    }
    const { word, rest, action } = piece;
    if (word === 'end' || word === 'else') return nodes;
    pieces.shift();
    if (word === 'define') {
      defined.set(JSON.parse(rest) as string, parseBlock(pieces, defined));
      close(pieces);
    } else if (word === 'if' || word === 'with' || word === 'range') {
      nodes.push(parseBranch(word, rest, pieces, defined));
      close(pieces);
    } else {
      const [, name, value = ''] = DECLARED.exec(action) ?? [];
      if (name === undefined) nodes.push({ kind: 'print', pipeline: parsePipeline(action) });
      else nodes.push({ kind: 'declare', name: name.slice(1), pipeline: parsePipeline(value) });
    }
  }
  return nodes;
}

function close(pieces: Piece[]): void {
  const piece = pieces.shift();
  if (piece === undefined || !('word' in piece) || piece.word !== 'end') throw new Error('{{ end }} is missing');
}

/** The `end` is left. */
function parseBranch(
  kind: Branch['kind'],
  condition: string,
  pieces: Piece[],
  defined: Map<string, readonly Node[]>,
): Branch {
  const [, declared = '', value = condition] = DECLARED.exec(condition) ?? [];
  const names = declared === '' ? [] : declared.split(',').map((name) => name.trim().slice(1));
  const branch = { kind, names, pipeline: parsePipeline(value), body: parseBlock(pieces, defined) };
  const [next] = pieces;
  if (next === undefined || !('word' in next) || next.word !== 'else') return { ...branch, otherwise: [] };
  pieces.shift();
  if (next.rest === '') return { ...branch, otherwise: parseBlock(pieces, defined) };
  if (!next.rest.startsWith('if ')) throw new Error(`what is {{ ${next.action} }}?`);
  return { ...branch, otherwise: [parseBranch('if', next.rest.slice(3), pieces, defined)] };
}

/** Texts and actions in turns, comments left out, blanks trimmed where a dash says so. */
function split(source: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  let trimStart = false;
  const addText = (text: string, trimEnd: boolean): void => {
    const begun = trimStart ? text.trimStart() : text;
    const trimmed = trimEnd ? begun.trimEnd() : begun;
    if (trimmed !== '') pieces.push({ text: trimmed });
  };
  for (const match of source.matchAll(ACTION)) {
    const [whole, before, action = '', behind] = match;
    addText(source.slice(end, match.index), before !== undefined);
    const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(action) ?? [];
    if (!action.startsWith('/*')) pieces.push({ word, rest, action });
    trimStart = behind !== undefined;
    end = match.index + whole.length;
  }
  addText(source.slice(end), false);
  return pieces;
}

function parsePipeline(source: string): Pipeline {
  if (source.includes(').')) throw new Error(`a field of what stands in parentheses: ${source}`);
  const tokens = tokensOf(source);
  const pipeline = commandsOf(tokens);
  if (tokens.length > 0) throw new Error(`) without ( in ${source}`);
  return pipeline;
}

function tokensOf(source: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < source.trimEnd().length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source)?.[1];
    if (token === undefined) throw new Error(`what is ${source.slice(at)}?`);
    tokens.push(token);
  }
  return tokens;
}

/** Takes tokens up to a closing parenthesis, which is left. */
function commandsOf(tokens: string[]): Pipeline {
  const commands: Operand[][] = [[]];
  for (let token = tokens[0]; token !== undefined && token !== ')'; token = tokens[0]) {
    tokens.shift();
    if (token === '|') commands.push([]);
    else commands.at(-1)?.push(operandOf(token, tokens));
  }
  return commands;
}

function operandOf(token: string, tokens: string[]): Operand {
  if (token === '(') {
    const pipeline = commandsOf(tokens);
    if (tokens.shift() !== ')') throw new Error(') is missing');
    return { kind: 'pipeline', pipeline };
  }
  if (token.startsWith('"')) return { kind: 'literal', value: JSON.parse(token) };
  if (/^-?\d/.test(token)) return { kind: 'literal', value: Number(token) };
  if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' };
  const [head = '', ...path] = token.split('.');
  if (head === '') return { kind: 'field', variable: undefined, path: path.filter((name) => name !== '') };
  if (head.startsWith('$')) return { kind: 'field', variable: head.slice(1), path };
  return { kind: 'function', name: token };
}
