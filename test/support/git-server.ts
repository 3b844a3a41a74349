import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { execFileSync } from 'node:child_process';
import { freePort } from './ports.ts';

/** A git server over HTTP, with one repository, for those who bring a credential. */
export interface GitServer {
  /** Of the repository. */
  url: string;
  /** Every `Authorization` header that came, in order; `undefined` for a request without one. */
  readonly shown: (string | undefined)[];
  close(): Promise<void>;
}

/**
 * git's own `http-backend` behind a server that asks who comes.
 * @param folder for the repository  @param accepts judges what is shown, `Basic …` or `Bearer …`
 */
export async function startGitServer(
  folder: string,
  accepts: (authorization: string) => Promise<boolean>,
): Promise<GitServer> {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder,
      stdio: 'pipe',
    });
  git('init', '--quiet', '--initial-branch=main', 'work');
  git('-C', 'work', 'commit', '--quiet', '--allow-empty', '--message=first');
  git('clone', '--quiet', '--bare', 'work', 'thing.git');

  const shown: (string | undefined)[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { authorization } = request.headers;
    shown.push(authorization);
    if (authorization === undefined || !(await accepts(authorization))) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    await backend(folder, request, response);
  };
  const server = createServer((request, response) => void answer(request, response));
  const port = await freePort();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${port}/thing.git`,
    shown,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** One request by CGI (RFC 3875). */
async function backend(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  const output = await buffer(child.stdout);
  const end = output.indexOf('\r\n\r\n');
  const headers = output
    .subarray(0, end)
    .toString()
    .split('\r\n')
    .map((line): [string, string] => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    });
  const status = Number(headers.find(([name]) => name === 'Status')?.[1].slice(0, 3) ?? 200);
  response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
  response.end(output.subarray(end + 4));
}
