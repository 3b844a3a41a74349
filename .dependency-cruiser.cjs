/**
 * The floors of ARCHITECTURE.md. Each may import from lower floors only; a message names the way round.
 */
const DOORS = '^src/(api|ui|workshop|jupyterhub|health)/';
const RULES = '^src/(grants|auth|keys)/';
const NOUNS = '^src/(providers|users|clients|api-keys|limits|sessions|audit|webhooks)/';
/** What pages and answers are written with: a door of one feature may have both. */
const WRITING = '^src/(ui/(html|page|page[.]filter|texts/(texts|en))|api/(docs/api-problems|v2/page))[.]ts$';
const GROUND = '^src/(principal|database|redis|crypto|problem|settings|presets|log|metrics|tracing|kms|plugins)/';
const ROOF =
  '^src/(cli/|terminal/|store-client/|server/|embedding/|app\\.module|schema|main|git-credential|index|plugin[.]ts)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'ground-imports-ground-only',
      comment: 'The ground floor carries the house: move what you need down, or turn the dependency round with a port.',
      severity: 'error',
      from: { path: GROUND },
      to: { path: [DOORS, RULES, NOUNS, ROOF] },
    },
    {
      name: 'nouns-import-ground-only',
      comment: 'A noun knows no rule and no door: let the rule call the noun.',
      severity: 'error',
      from: { path: NOUNS },
      to: { path: [DOORS, RULES, ROOF] },
    },
    {
      name: 'a-noun-minds-its-own',
      comment: 'Nouns do not know each other: bring them together in grants/ or auth/.',
      severity: 'error',
      from: { path: '^src/(providers|users|clients|api-keys|limits|sessions|audit|webhooks)/' },
      to: { path: NOUNS, pathNot: '^src/$1/' },
    },
    {
      name: 'rules-import-nouns-and-ground',
      comment: 'grants/, auth/ and keys/ know no HTTP contract: let the door call them.',
      severity: 'error',
      from: { path: RULES },
      to: { path: [DOORS, ROOF] },
    },
    {
      name: 'a-rule-minds-its-own',
      comment: 'grants/, auth/ and keys/ meet at a door, at the roof, or by way of principal/.',
      severity: 'error',
      from: { path: '^src/(grants|auth|keys)/' },
      to: { path: RULES, pathNot: '^src/$1/' },
    },
    {
      name: 'a-door-minds-its-own',
      comment: 'Doors share what lies below them, never each other.',
      severity: 'error',
      from: { path: '^src/(api|ui|jupyterhub|health)/' },
      to: { path: [DOORS, ROOF], pathNot: '^src/$1/' },
    },
    {
      name: 'workshop-borrows-the-writing',
      comment: 'workshop/ writes pages and answers as ui/ and api/ do; it takes nothing else of other doors.',
      severity: 'error',
      from: { path: '^src/workshop/' },
      to: { path: [DOORS, ROOF], pathNot: ['^src/workshop/', WRITING] },
    },
    {
      name: 'grants-know-no-http-framework',
      comment: 'grants/ speaks in values and problems; parse and render in api/.',
      severity: 'error',
      from: { path: '^src/grants/' },
      to: { path: '(fastify|express|@nestjs/platform-|@nestjs/swagger)' },
    },
    {
      name: 'openid-client-in-providers-only',
      comment: 'Ask providers/ (OAuthClient) for the call that you need.',
      severity: 'error',
      from: { path: '^src', pathNot: ['^src/providers/', '^src/terminal/issuer[.]ts$'] },
      to: { path: 'node_modules/(openid-client|oauth4webapi)/' },
    },
    {
      name: 'the-terminal-starts-fast',
      comment: 'Ask the store over HTTP, by src/store-client: what the service is made of takes too long to load here.',
      severity: 'error',
      from: { path: '^src/terminal/', pathNot: '[.]spec[.]ts$' },
      to: {
        path: '^(src|migrations|test|demo|scripts)/',
        pathNot: [
          '^src/(terminal|store-client)/',
          '^src/cli/(printable|table|commands/repeated)[.]ts$',
          '^src/(problem/errors|settings/version)[.]ts$',
        ],
      },
    },
    {
      name: 'the-terminal-uses-few-packages',
      comment: 'Each package is loaded anew with every command.',
      severity: 'error',
      from: { path: '^src/terminal/', pathNot: '[.]spec[.]ts$' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(commander|oauth4webapi|@napi-rs/keyring|@types)/' },
    },
    {
      name: 'the-client-stands-alone',
      comment: 'It runs in browsers and in others’ programs: no import but its own files.',
      severity: 'error',
      from: { path: '^src/store-client/', pathNot: '[.]spec[.]ts$' },
      to: { pathNot: '^src/store-client/' },
    },
    {
      name: 'ciphers-in-crypto-only',
      comment: 'Ask crypto/ (KeyRing, hashing, random) for the primitive that you need.',
      severity: 'error',
      from: { path: '^(src|migrations)', pathNot: ['^src/crypto/', '[.]spec[.]ts$'] },
      to: { path: '^(node:)?crypto$', dependencyTypes: ['core'] },
    },
    {
      name: 'migrations-import-database-only',
      comment: 'A migration must mean the same for ever: nothing but the column vocabulary of src/database.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src|test|demo|scripts)/', pathNot: '^src/database/' },
    },
    {
      name: 'src-ships-alone',
      comment: 'What ships may not lean on tests, the demo or scripts.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '[.]spec[.]ts$' },
      to: { path: '^(test|demo|scripts|bench)/' },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'Move the package to dependencies, or the file out of src/.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '[.]spec[.]ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-app-speaks-http',
      comment: 'ui/ knows the service by its OpenAPI document alone: ask the API. Words of both pages may be shared.',
      severity: 'error',
      from: { path: '^ui/src/', pathNot: '[.]spec[.]ts$' },
      to: { path: '^(src|test|demo|scripts|bench|migrations)/', pathNot: '^src/ui/texts/scope-words[.]ts$' },
    },
    {
      name: 'nothing-imports-the-app',
      comment: 'The service serves what the app was built into, and knows nothing of its sources.',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^ui/' },
    },
    {
      name: 'pages-stand-alone',
      comment: 'What two pages need is a part (ui/src/parts) or a query (ui/src/api).',
      severity: 'error',
      from: { path: '^ui/src/pages/([^/]+)/' },
      to: { path: '^ui/src/(pages|shell)/', pathNot: '^ui/src/pages/$1/' },
    },
    {
      name: 'parts-know-no-page',
      comment: 'A part serves every page: let the page hand in what is its own.',
      severity: 'error',
      from: { path: '^ui/src/(parts|api|texts)/' },
      to: { path: '^ui/src/(pages|shell)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one, or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports this file: remove it.',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: ['[.]d[.]ts$', '^src/(main|git-credential|index|plugin)[.]ts$', '[.]spec[.]ts$'],
      },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'This import leads nowhere.',
      from: {},
      // Our own name leads to the build, which need not be there.
      to: { couldNotResolve: true, pathNot: '^(virtual:|tokenstore(/plugin)?$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
