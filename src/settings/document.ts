import { commonGroups, issuerSettings, providerSettings } from './schema.ts';
import type { Setting } from './setting.ts';

const UNSET = '—';

const INTRODUCTION = `<!-- Written by \`npm run docs\` from src/settings/schema. Do not edit. -->

# Settings

One flat name per setting, the same everywhere. Values are taken from these places; later ones win:

1. the defaults below
2. the settings file that \`TOKENSTORE_SETTINGS\` names: a module (\`.ts\`, \`.mts\`, \`.js\`, \`.mjs\`) that exports an object by
   default, or a \`.json\` file. \`settings.example.ts\` is a complete, commented example
3. the environment: \`TOKENSTORE_<NAME>\`, or \`TOKENSTORE_<NAME>_FILE\` with the path of a file that holds the value
   (secrets of Docker and Kubernetes)
4. flags of \`tokenstore serve\`, where a setting has one

Values are trimmed. Lists are separated by commas, or arrays in a settings file; parameters are written \`a=b&c=d\`, or as
an object in a settings file. Durations take \`30s\`, \`15m\`, \`12h\`, \`30d\`, or seconds. Relative paths begin at the working
directory. An empty variable counts as unset.

All faults are reported together at start, and nothing is touched before they are mended; a name that is not known is
one. \`tokenstore settings check\` does the same without starting, \`tokenstore settings show\` lists every value and where
it came from. What Kubernetes injects for a Service called \`tokenstore\` is passed over; settings of the first edition
that mean nothing any more are ignored with a warning.
`;

const PROVIDER = `## Each provider

The id stands in front, in capitals and with \`-\` as \`_\`: \`CLIENT_ID\` of the provider \`my-idp\` is \`MY_IDP_CLIENT_ID\`, and
\`TOKENSTORE_MY_IDP_CLIENT_ID\` in the environment. An id is a letter, then letters, digits, \`-\` and \`_\`; ids whose names
would be those of other settings are refused.
`;

const ISSUER = `## Each trusted issuer

The id stands in front, likewise: \`ISSUER\` of \`k8s\` is \`K8S_ISSUER\`. It is not that of a provider.
`;

/** Renders `docs/settings.md`. */
export function renderSettings(): string {
  const common = commonGroups.map(({ title, settings }) => `## ${title}\n\n${table(settings)}`);
  return [
    INTRODUCTION,
    ...common,
    `${PROVIDER}\n${table(providerSettings)}`,
    `${ISSUER}\n${table(issuerSettings)}`,
  ].join('\n');
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => [
    `\`${setting.name}\``,
    setting.type.description ?? '',
    defaultOf(setting),
    meaningOf(setting),
  ]);
  const lines = [['name', 'value', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}

function defaultOf(setting: Setting): string {
  if (setting.otherwise !== undefined) return setting.otherwise;
  const written = Array.isArray(setting.default) ? setting.default.join(',') : setting.default;
  return written === undefined || written === null || written === '' ? UNSET : `\`${String(written)}\``;
}

function meaningOf({ doc, flag, aliases = [], secret }: Setting): string {
  return [
    doc,
    ...(flag === undefined ? [] : [`Flag \`--${flag}\`.`]),
    ...aliases.map((alias) => `Also \`${alias}\`.`),
    ...(secret === 'password' ? ['Never shown with its password.'] : []),
    ...(secret === true ? ['Never shown.'] : []),
  ].join(' ');
}
