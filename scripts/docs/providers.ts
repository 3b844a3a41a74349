import type { Preset } from '../../src/presets/preset.ts';
import { presets } from '../../src/presets/presets.ts';
import { providerPrefix } from '../../src/settings/provider-ids.ts';

const INTRODUCTION = `<!-- Written by \`npm run docs\` from src/presets. Do not edit. -->

# Providers

A preset knows a provider: its endpoints, its habits, what to ask for. The operator adds the client. For the preset
\`github\`, and the same for any other by its name:

\`\`\`ini
TOKENSTORE_TOKEN_PROVIDERS=github
TOKENSTORE_GITHUB_PRESET=github
TOKENSTORE_GITHUB_CLIENT_ID=…
TOKENSTORE_GITHUB_CLIENT_SECRET=…
\`\`\`

The redirect URI to register is \`<BASE_URL>/api/v1.0/<id>/redirect_uri\`, here
\`https://tokens.example.org/api/v1.0/github/redirect_uri\`. The id is free to choose, so that one preset serves several
providers: \`TOKEN_PROVIDERS=work,home\`, \`WORK_PRESET=gitlab\`, \`HOME_PRESET=gitlab\`.

Whatever is set wins over the preset, knob by knob: mostly \`SCOPE\`, which otherwise is only enough to tell whose account
was connected. Where \`DISCOVERY_URL\` is set, the preset's endpoints are left out. \`tokenstore settings show\` marks every
value that comes from a preset; [settings](settings.md#each-provider) explains each.

A preset is only as good as its last check. *Checked* says when it was compared with the provider's documentation or a
real server; *not yet* means that it holds what is generally known, with the careful value where that leaves a doubt. A
provider that is not here takes [a page to add](adding-a-provider.md), or the same settings written out.
`;

/** Renders `docs/providers.md`. */
export function renderProviders(): string {
  const rows = presets.map((preset) => [
    `[\`${preset.name}\`](#${preset.name})`,
    preset.knobs.MD_DESCRIPTION,
    serverOf(preset),
    renewalOf(preset),
    revocationOf(preset),
    checkOf(preset),
  ]);
  const head = ['preset', 'for', 'server', 'renewed', 'revoked', 'checked'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  return [INTRODUCTION, lines.join(''), ...presets.map(chapter)].join('\n');
}

function serverOf({ knobs, server }: Preset): string {
  if (server !== undefined) return 'your own';
  return knobs.SERVER === undefined ? 'theirs' : 'either';
}

function renewalOf({ knobs }: Preset): string {
  if (knobs.REFRESH_STYLE === 'none') return knobs.NEVER_EXPIRES === true ? 'never expires' : 'no';
  if (knobs.REFRESH_STYLE === 'exchange') return 'by exchange';
  if (knobs.ROTATES === 'no') return 'yes';
  return knobs.ROTATES === 'yes' ? 'yes, rotating' : 'yes, perhaps rotating';
}

function revocationOf({ knobs }: Preset): string {
  if (knobs.REVOKE_STYLE === 'none') return 'no';
  return knobs.REVOKE_URL === undefined ? 'where discovered' : 'yes';
}

function checkOf({ verified }: Preset): string {
  return verified === 'not yet' ? 'not yet' : `${verified.on}, ${verified.by}`;
}

function chapter(preset: Preset): string {
  const { name, knobs, recipe, docs, server } = preset;
  const prefix = providerPrefix(name);
  const settings = [
    `PRESET=${name}`,
    'CLIENT_ID=…',
    'CLIENT_SECRET=…',
    ...(server === undefined ? [] : [`SERVER=${server}`]),
  ];
  return `## ${name}

${knobs.MD_NAME}. ${knobs.MD_DESCRIPTION}

1. Register the client: ${recipe.register}
2. Its redirect URI, \`<BASE_URL>/api/v1.0/${name}/redirect_uri\`: ${recipe.redirect}
3. Set ${settings.map((setting) => `\`${prefix}${setting}\``).join(', ')}.
4. Scopes: ${recipe.scopes}
5. Mind: ${recipe.special}

[The provider's documentation](${docs}). Checked: ${checkOf(preset)}. The preset stands for:

\`\`\`ini
${Object.entries(knobs)
  .filter(([knob]) => !knob.startsWith('MD_'))
  .map(([knob, value]) => `${knob}=${written(value)}`)
  .join('\n')}
\`\`\`
`;
}

/** As it would stand in the environment. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, text]) => `${name}=${String(text)}`)
    .join('&');
}
