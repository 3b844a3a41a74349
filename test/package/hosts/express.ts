import express from 'express';
import { createApp } from 'tokenstore';

const base = process.argv[2] ?? '';

const app = express();
const store = await createApp({ server: app, uri: `${base}/store` });
app.use(express.json());
app.get('/me', store.loginRequired(), (request, response) => {
  response.send(`Hello, ${store.currentUser(request)?.subject ?? 'nobody'}!`);
});
app.listen(Number(new URL(base).port), '127.0.0.1');
