/** A chapter of the site's navigation: pages for one kind of reader. */
export interface Chapter {
  readonly title: string;
  /** Files, from the top of the repository. One that is not there is left out. */
  readonly pages: readonly string[];
}

/** All pages, by who reads them; a test fails while one of docs/ is missing here. */
export const navigation: readonly Chapter[] = [
  { title: 'Getting started', pages: ['docs/getting-started.md', 'docs/first-edition.md', 'CHANGELOG.md'] },
  {
    title: 'Operators',
    pages: [
      'docs/settings.md',
      'docs/providers.md',
      'docs/adding-a-provider.md',
      'docs/signing-in.md',
      'docs/operating.md',
      'docs/kubernetes.md',
      'docs/jupyterhub.md',
      'docs/workshops.md',
      'docs/command-line.md',
      'docs/doctor.md',
      'docs/limits.md',
      'docs/scaling.md',
      'docs/performance.md',
      'docs/observability.md',
      'docs/import.md',
      'docs/disaster.md',
    ],
  },
  {
    title: 'Users of the API',
    pages: [
      'docs/api.md',
      'docs/clients.md',
      'docs/terminal.md',
      'docs/errors.md',
      'docs/api-keys.md',
      'docs/delegation.md',
      'docs/token-exchange.md',
      'docs/dpop.md',
      'docs/webhooks.md',
    ],
  },
  { title: 'In other applications', pages: ['docs/embedding.md', 'docs/plugins.md'] },
  { title: 'Security', pages: ['docs/security.md', 'docs/key-rotation.md', 'docs/kms.md', 'docs/audit.md'] },
  { title: 'Contributing', pages: ['ARCHITECTURE.md', 'docs/dependencies.md', 'docs/decisions/README.md'] },
];

/** Pages that others lead to: the home page leads to the navigation, the list of decisions to each of them. */
export const elsewhere: readonly RegExp[] = [/^docs\/index\.md$/, /^docs\/decisions\/\d{4}-.*\.md$/];
