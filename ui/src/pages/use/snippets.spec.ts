import { describe, expect, it } from '@jest/globals';
import { inNotebook, snippets, TOOLS } from './snippets.ts';

const ADDRESS = { base: 'https://store.example.org/tokens', provider: 'idp1', account: undefined };

describe('snippets', () => {
  it('have the address with its path prefix, and name no account where there is one', () => {
    for (const tool of TOOLS) {
      const text = snippets(tool, ADDRESS, 'tsk_a').map((snippet) => snippet.text);
      expect(text.join('\n')).toContain('https://store.example.org/tokens/api/v2/token/idp1');
      expect(text.join('\n')).not.toContain('account');
    }
  });

  it('name the account where there are several', () => {
    for (const tool of TOOLS) {
      const text = snippets(tool, { ...ADDRESS, account: 'a b' }, 'tsk_a').map((snippet) => snippet.text);
      expect(text.join('\n')).toContain('/token/idp1?account=a+b');
    }
  });

  it('have the key in one line of the environment alone, and never in a file or an address', () => {
    for (const tool of TOOLS) {
      const all = snippets(tool, ADDRESS, 'tsk_a');
      const lines = all.flatMap(({ text }) => text.split('\n')).filter((line) => line.includes('tsk_a'));
      expect(lines).toEqual(["export TOKENSTORE_KEY='tsk_a'"]);
      for (const { text } of all.filter(({ file }) => file !== undefined)) expect(text).not.toContain('tsk_a');
    }
  });

  it('need no key in a notebook of a JupyterHub', () => {
    const cell = inNotebook({ ...ADDRESS, account: 'a b' });
    expect(cell).toContain('"https://store.example.org/tokens/api/v2/token/idp1?account=a+b"');
    expect(cell).toContain('{"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"]}');
  });

  it('quote what a shell would read as more than text', () => {
    const [snippet] = snippets('curl', { ...ADDRESS, base: "https://h/it's" }, "it's $HOME");
    expect(snippet?.text).toContain(String.raw`export TOKENSTORE_KEY='it'\''s $HOME'`);
    expect(snippet?.text).toContain(String.raw`'https://h/it'\''s/api/v2/token/idp1'`);
  });
});
