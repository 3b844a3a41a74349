import { createServer } from 'node:http';
import { createApp } from 'tokenstore';

const base = process.argv[2] ?? '';

const store = await createApp({ uri: `${base}/store` });
const required = store.loginRequired();
const server = createServer((request, response) => {
  store.handle(request, response, () => {
    required(request, response, () => response.end(`Hello, ${store.currentUser(request)?.subject ?? 'nobody'}!`));
  });
});
server.listen(Number(new URL(base).port), '127.0.0.1');
