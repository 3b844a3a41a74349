import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripTypeScriptTypes } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { createProgram } from '../../src/cli/program.ts';
import { at, blocksOf, readPages, top, type Block, type Page } from './snippets/blocks.ts';
import { refusalOf, strangerIn, wordsOfOurs } from './snippets/commands.ts';
import { faultOfCurl, faultOfJson, type OpenApi } from './snippets/routes.ts';
import { faultsOfMembers, faultsOfVariables, isKnob, isVariable } from './snippets/settings.ts';
import { walk, type Call, type Walk } from './snippets/shell.ts';

const LANGUAGES = ['sh', 'fish', 'ini', 'json', 'yaml', 'ts', 'js', 'http', 'python', 'text', ''];

/** What changes nothing, asks for nothing and takes no time. */
const HARMLESS = /^(?:completion \w+|keys generate|settings --help)$/;

type WalkedBlock = Block & Walk;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snippets-'));
  await mkdir(join(directory, 'instance'));
});

afterAll(() => rm(directory, { recursive: true }));

describe('what the pages show', () => {
  let pages: Page[];
  let blocks: readonly Block[];
  let shell: WalkedBlock[];

  const of = (language: string): Block[] => blocks.filter((block) => block.language === language);
  const calls = (): (Call & { page: string })[] =>
    shell.flatMap(({ page, calls: made }) => made.map((one) => ({ ...one, page })));

  beforeAll(async () => {
    pages = await readPages();
    blocks = pages.flatMap((page) => page.blocks);
    shell = await Promise.all(of('sh').map(async (block) => ({ ...block, ...(await walk(block, directory)) })));
  });

  it('says of every block what it is', () => {
    const unknown = blocks.filter(({ language }) => !LANGUAGES.includes(language));
    expect(unknown.map((block) => at(block, `${block.language} is none of ${LANGUAGES.join(', ')}`))).toEqual([]);
    const unmarked = of('').filter(({ text }) => /^(?:\S+ \| )?(?:tokenstore|curl|export|npm|docker) /m.test(text));
    expect(unmarked.map((block) => at(block, 'shell without sh behind the fence'))).toEqual([]);
  });

  it('has shell that bash takes', () => {
    expect(shell.length).toBeGreaterThan(20);
    expect(shell.flatMap((block) => (block.fault === undefined ? [] : [at(block, block.fault)]))).toEqual([]);
  });

  it('has commands of tokenstore that there are', async () => {
    const ours = calls().flatMap((call) => {
      const words = wordsOfOurs(call.words);
      return words === undefined ? [] : [{ ...call, words }];
    });
    expect(ours.length).toBeGreaterThan(20);
    const faults: string[] = [];
    for (const call of ours) {
      const refusal = await refusalOf(call.words);
      if (refusal !== undefined) faults.push(at(call, `tokenstore ${call.words.join(' ')}: ${refusal}`));
    }
    expect(faults).toEqual([]);
  });

  it('has commands that truly run, where they are harmless', async () => {
    const harmless = new Set(
      calls()
        .map(({ words }) => (wordsOfOurs(words) ?? []).join(' '))
        .filter((words) => HARMLESS.test(words)),
    );
    expect([...harmless].sort()).toEqual(['completion bash', 'completion zsh', 'keys generate']);
    const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const aside = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      for (const words of harmless) await createProgram('0').parseAsync(words.split(' '), { from: 'user' });
      expect(said.mock.calls.length).toBeGreaterThanOrEqual(harmless.size);
    } finally {
      said.mockRestore();
      aside.mockRestore();
    }
  });

  it('mentions commands that there are', () => {
    const faults = pages.flatMap(({ path, markdown }) =>
      markdown.split('\n').flatMap((line, index) =>
        [...line.matchAll(/`(tokenstore [^`]+)`/g)].flatMap(([, mention = '']) => {
          const stranger = strangerIn(mention);
          const place = { page: path, line: index + 1 };
          return stranger === undefined ? [] : [at(place, `\`${mention}\`: there is no ${stranger}`)];
        }),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('calls routes that there are', async () => {
    const document = JSON.parse(await readFile(join(top, 'docs/openapi.json'), 'utf8')) as OpenApi;
    const curls = calls().filter(({ words }) => words[0] === 'curl');
    expect(curls.length).toBeGreaterThan(10);
    const faults = curls.map((call) => ({ call, fault: faultOfCurl(call.words.slice(1), document) }));
    expect(faults.flatMap(({ call, fault }) => (fault === undefined ? [] : [at(call, fault)]))).toEqual([]);
  });

  it('names variables that are settings', () => {
    const faults = pages.flatMap(({ path, markdown }) =>
      markdown
        .split('\n')
        .flatMap((line, index) =>
          [...line.matchAll(/\bTOKENSTORE_[A-Z0-9_]*[A-Z0-9]\b(?![_<…{])/g)]
            .filter(([name]) => !isVariable(name))
            .map(([name]) => at({ page: path, line: index + 1 }, `${name} is no setting`)),
        ),
    );
    expect(faults).toEqual([]);
  });

  it('sets variables that the service takes', async () => {
    const setting = shell.filter(({ variables }) => Object.keys(variables).length > 0);
    expect(setting.length).toBeGreaterThan(5);
    const faults: string[] = [];
    for (const block of setting) {
      // A plugin that the page speaks of is not here.
      const variables = { ...block.variables };
      delete variables['TOKENSTORE_PLUGINS'];
      for (const fault of await faultsOfVariables(variables, directory)) faults.push(at(block, fault));
    }
    expect(faults).toEqual([]);
  });

  it('shows parts of settings files that the service takes', async () => {
    const members = of('ts').filter(({ text }) => /^[A-Z][A-Z0-9_]*: /.test(text));
    expect(members.length).toBeGreaterThan(1);
    const faults: string[] = [];
    for (const block of members) {
      for (const fault of await faultsOfMembers(block.text, directory)) faults.push(at(block, fault));
    }
    expect(faults).toEqual([]);
  });

  it('shows code that parses', () => {
    const code = of('ts').filter(({ text }) => !/^[A-Z][A-Z0-9_]*: /.test(text));
    const faults = code.flatMap((block) => {
      try {
        stripTypeScriptTypes(block.text);
        return [];
      } catch (error) {
        return [at(block, (error as Error).message)];
      }
    });
    expect(faults).toEqual([]);
  });

  it('has lines of settings that there are', () => {
    const lines = of('ini').flatMap(({ page, line, text }) =>
      text.split('\n').map((written, index) => ({ page, line: line + index, name: written.split('=', 1)[0] ?? '' })),
    );
    expect(lines.length).toBeGreaterThan(100);
    const strangers = lines.filter(({ name }) => !isKnob(name) && !isVariable(name));
    expect(strangers.map((one) => at(one, `${one.name} is no setting`))).toEqual([]);
  });

  it('has JSON and YAML that parse', () => {
    const faults = [
      ...of('json').map((block) => ({ block, fault: faultOfJson(block.text) })),
      ...of('yaml').map((block) => ({ block, fault: faultOfYaml(block.text) })),
    ];
    expect(faults.flatMap(({ block, fault }) => (fault === undefined ? [] : [at(block, fault)]))).toEqual([]);
  });
});

describe('a fault is found', () => {
  const page = [
    '1. A list',
    '',
    '   ```sh',
    '   tokenstore user list',
    '   curl -X PUT \\',
    '     "$BASE/api/whoami"',
    '   ```',
  ].join('\n');

  it('with its file and line', async () => {
    const [block] = blocksOf('page.md', page);
    const { calls } = await walk(block!, directory);
    expect(calls.map(({ line, words }) => [line, words[0]])).toEqual([
      [4, 'tokenstore'],
      [5, 'curl'],
    ]);
    expect(await refusalOf(wordsOfOurs(calls[0]!.words)!)).toMatch(/unknown command 'user'/);
    expect(faultOfCurl(calls[1]!.words.slice(1), { paths: { '/api/whoami': { get: {} } } })).toMatch(/PUT/);
  });

  it('in options, arguments and mentions', async () => {
    expect(await refusalOf(['serve', '--prot', '5000'])).toMatch(/--prot/);
    expect(await refusalOf(['keys', 'drop'])).toMatch(/missing required argument/);
    expect(await refusalOf(['keys'])).toMatch(/command is missing/);
    expect(strangerIn('tokenstore keys rotate|turn')).toBe('turn');
  });

  it('in shell and in names', async () => {
    const fault = async (text: string) =>
      (await walk({ page: 'page.md', line: 1, language: 'sh', text }, directory)).fault;
    expect(await fault('if true; then')).toMatch(/syntax error/);
    expect(await fault('/bin/true')).toMatch(/by its path/);
    expect(isVariable('TOKENSTORE_CRYPTOKEYS')).toBe(false);
    expect(isVariable('TOKENSTORE_GITHUB_CLIENT_SECRET_FILE')).toBe(true);
    expect(await faultsOfVariables({ TOKENSTORE_PORT: 'http' }, directory)).toHaveLength(1);
  });
});

function faultOfYaml(text: string): string | undefined {
  try {
    loadAll(text);
    return undefined;
  } catch (error) {
    return `no YAML: ${(error as Error).message}`;
  }
}
