/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/ui/src'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  injectGlobals: false,
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  moduleNameMapper: {
    // As whoever installs the package imports it. Jest resolves in a way of its own: `npm run test:package` has Node's.
    '/resolve-here\\.ts$': '<rootDir>/test/support/resolve-here.ts',
    '^tokenstore$': '<rootDir>/src/index.ts',
    '^tokenstore/plugin$': '<rootDir>/src/plugin.ts',
  },
  testTimeout: 20_000,
  maxWorkers: 2,
};
