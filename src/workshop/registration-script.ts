import { digest } from '../crypto/hashing.ts';

/** Shows the buttons that need a script: copying, where the browser lets a page do that, and printing. */
export const SCRIPT = `'use strict';
const tools = document.querySelector('[data-tools]');
const copy = document.querySelector('[data-copy]');
const texts = [...document.querySelectorAll('.secrets code')].map((code) => code.textContent);
if (tools !== null && copy !== null) {
  tools.hidden = false;
  copy.hidden = navigator.clipboard === undefined;
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(texts.join('\\n'));
    copy.textContent = copy.dataset.copied;
  });
  document.querySelector('[data-print]').addEventListener('click', () => print());
}
`;

export const SCRIPT_PATH = '/workshop/registered.js';
/** Changes with the script, so that browsers may keep it for good. */
export const SCRIPT_URL = `${SCRIPT_PATH}?v=${digest(SCRIPT).slice(0, 12)}`;
