/** The token of which account a program fetches, and where. */
export interface TokenAddress {
  /** The service's address, path prefix included, without a slash at the end. */
  base: string;
  provider: string;
  /** The id of the grant, where there are several at the provider. */
  account: string | undefined;
}

/** A text to be saved or run as it stands. */
export interface Snippet {
  /** The name to save it under; `undefined`: it is for a shell. */
  file?: string;
  text: string;
}

export const TOOLS = ['curl', 'Python', 'JavaScript'] as const;
export type Tool = (typeof TOOLS)[number];

const VARIABLE = 'TOKENSTORE_KEY';

/** What fetches the token, in the order in which one needs it. @param key the API key, or what stands in its place */
export function snippets(tool: Tool, address: TokenAddress, key: string): Snippet[] {
  const url = addressOf(address);
  const show = `export ${VARIABLE}=${inShell(key)}`;
  switch (tool) {
    case 'curl':
      return [{ text: `${show}\ncurl -sS -H "Authorization: Bearer $${VARIABLE}" \\\n  ${inShell(url)}` }];
    case 'Python':
      return [
        { file: 'fetch_token.py', text: python(url, `"Bearer " + os.environ["${VARIABLE}"]`) },
        { text: `${show}\npython3 fetch_token.py` },
      ];
    case 'JavaScript':
      return [{ file: 'fetch-token.mjs', text: javascript(url) }, { text: `${show}\nnode fetch-token.mjs` }];
  }
}

/** A cell of a notebook in a JupyterHub, where the environment has a token. */
export function inNotebook(address: TokenAddress): string {
  return python(addressOf(address), `"token " + os.environ["JUPYTERHUB_API_TOKEN"]`);
}

function addressOf({ base, provider, account }: TokenAddress): string {
  const query = account === undefined ? '' : `?${new URLSearchParams({ account }).toString()}`;
  return `${base}/api/v2/token/${encodeURIComponent(provider)}${query}`;
}

/** In single quotes a POSIX shell leaves everything as it is. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A JSON string means the same in Python and JavaScript. @param authorization as an expression */
function python(url: string, authorization: string): string {
  return `import os

import requests

answer = requests.get(
    ${JSON.stringify(url)},
    headers={"Authorization": ${authorization}},
    timeout=30,
)
answer.raise_for_status()
token = answer.json()["access_token"]
print("A token of", len(token), "characters")`;
}

function javascript(url: string): string {
  return `const answer = await fetch(
  ${JSON.stringify(url)},
  { headers: { Authorization: \`Bearer \${process.env.${VARIABLE}}\` } },
);
if (!answer.ok) throw new Error(await answer.text());
const { access_token: token } = await answer.json();
console.log(\`A token of \${token.length} characters\`);`;
}
