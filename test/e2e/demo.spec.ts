import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// A build of the store included, where there is no fresh one.
jest.setTimeout(60_000);

describe('npm run demo', () => {
  describe('-- --once', () => {
    let walk: Ended;

    beforeAll(async () => {
      walk = await demo('--once').ended;
    });

    it('walks the main job, and ends with status 0', () => {
      expect({ status: walk.status, errors: walk.errors }).toEqual({ status: 0, errors: '' });
      expect(stepsOf(walk.output)).toEqual([
        expect.stringContaining('Alice signs in'),
        expect.stringContaining('both inactive'),
        expect.stringContaining('connects Skylark Drive'),
        expect.stringContaining('connects Pebble Notes'),
        expect.stringContaining('her Pebble Notes token'),
        expect.stringContaining('her Skylark Drive token'),
        expect.stringContaining('20 ask at once: one call'),
        expect.stringContaining('rotated the refresh token'),
        expect.stringContaining('opened once more: refused'),
        expect.stringContaining('disconnects Pebble Notes'),
        expect.stringContaining('connects Pebble Notes again'),
      ]);
      expect(walk.output).toContain('All 11 steps happened.');
    });

    it('gives each step as curl, in lines that fit, and shows no token', () => {
      const lines = walk.output.split('\n');
      expect(lines.filter((line) => line.startsWith('     curl '))).toHaveLength(11);
      expect(lines.filter((line) => line.length > 100)).toEqual([]);
      expect(walk.output).not.toMatch(/eyJ|access_token|refresh_token/);
    });

    it('uses no colours where there is no terminal', () => {
      expect(walk.output).not.toContain('\u001b');
    });

    it('leaves nothing behind', () => {
      expect(existsSync(directoryOf(walk.output))).toBe(false);
    });
  });

  it('stays up with both providers connected until it is told to end', async () => {
    const { ended, shows, stop } = demo();
    const [, docs = ''] = await shows(/Look at the API +(http\S+)\n[^]*Follow the log/);
    const { status } = await fetch(docs);
    expect(status).toBe(200);
    stop();
    const { status: exit, output } = await ended;
    expect(exit).toBe(0);
    expect(output).toContain('clearing everything away');
    expect(existsSync(directoryOf(output))).toBe(false);
    await expect(fetch(docs)).rejects.toThrow();
  });

  it('ends with status 1 when it is stopped before the walk is over', async () => {
    const { ended, shows, stop } = demo('--once');
    await shows(/ 1 ✓/);
    stop();
    const { status, output, errors } = await ended;
    expect({ status, errors }).toEqual({ status: 1, errors: 'demo: stopped before the walk was over.\n' });
    expect(existsSync(directoryOf(output))).toBe(false);
  });

  it('refuses a flag that it does not know in one line', async () => {
    const { status, output, errors } = await demo('--twice').ended;
    expect({ status, output }).toEqual({ status: 2, output: '' });
    expect(errors).toBe('demo: there is no "--twice"; there are --once and --help.\n');
  });

  it('has a help', async () => {
    const { status, output } = await demo('--help').ended;
    expect(status).toBe(0);
    expect(output).toContain('npm run demo -- --once');
  });
});

interface Ended {
  status: number | null;
  output: string;
  errors: string;
}

interface Demo {
  ended: Promise<Ended>;
  /** Resolves once the output matches; rejects when it has ended without. */
  shows: (pattern: RegExp) => Promise<RegExpExecArray>;
  stop: () => void;
}

function demo(...flags: string[]): Demo {
  const env = { ...process.env, FORCE_COLOR: undefined };
  const child = spawn(process.execPath, ['demo/demo.ts', ...flags], { cwd: ROOT, env, stdio: 'pipe' });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const ended = once(child, 'close').then(([status]: (number | null)[]) => ({
    status: status ?? null,
    output,
    errors,
  }));
  return {
    ended,
    shows: async (pattern) => {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        const more = await Promise.race([once(child.stdout, 'data'), ended]);
        if ('status' in more) throw new Error(`it ended without ${String(pattern)}: ${errors}`);
      }
    },
    stop: () => void child.kill('SIGTERM'),
  };
}

function stepsOf(output: string): string[] {
  return output.split('\n').filter((line) => /^ ?\d+ ✓ /.test(line));
}

/** Where the demo kept its things; it says so with the path of Alice's token. */
function directoryOf(output: string): string {
  const directory = /\$\(cat (\S+)\/alice\.token\)/.exec(output)?.[1];
  if (directory === undefined) throw new Error(`no directory in: ${output}`);
  return directory;
}
