import { defineProblems } from 'tokenstore/plugin';

export const problems = defineProblems('resource', {
  exists: { status: 409, title: 'The name is taken', meaning: 'The user has a resource of that name already.' },
  gone: { status: 410, title: 'Removed', meaning: 'The resource was removed. It does not come back.' },
  impossible: {
    status: 422,
    title: 'It would never be open',
    meaning: 'Both times are as documented, and yet the resource would close before it opens.',
  },
});
