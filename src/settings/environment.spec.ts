import { describe, expect, it } from '@jest/globals';
import { environmentValues } from './environment.ts';

function namesIn(env: Record<string, string>): string[] {
  return environmentValues(env).map(({ name }) => name);
}

describe('environmentValues', () => {
  it('takes our variables, trimmed and without the prefix', () => {
    expect(environmentValues({ TOKENSTORE_PORT: ' 8080\n', PATH: '/bin', PORT: '1' })).toEqual([
      { name: 'PORT', value: '8080', label: 'TOKENSTORE_PORT', origin: 'environment TOKENSTORE_PORT' },
    ]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(namesIn({ TOKENSTORE_PORT: '', TOKENSTORE_HOST: '  ' })).toEqual([]);
  });

  it('knows a file that holds a value by the end of its name', () => {
    expect(environmentValues({ TOKENSTORE_CRYPTOKEY_FILE: '/run/key' })).toEqual([
      expect.objectContaining({ name: 'CRYPTOKEY', value: '/run/key', inFile: true }),
    ]);
  });

  it('leaves out the variable that names the settings file', () => {
    expect(namesIn({ TOKENSTORE_SETTINGS: 'settings.ts' })).toEqual([]);
  });

  it('leaves out what is for commands in a terminal', () => {
    expect(namesIn({ TOKENSTORE_SERVER: 'https://tokens.example.org', TOKENSTORE_API_KEY: 'tsk_x' })).toEqual([]);
    expect(namesIn({ TOKENSTORE_API_KEYS: 'x', TOKENSTORE_SERVERS: 'x' })).toEqual(['API_KEYS', 'SERVERS']);
  });

  it('passes over what Kubernetes injects', () => {
    expect(
      namesIn({
        TOKENSTORE_SERVICE_HOST: '10.0.0.1',
        TOKENSTORE_SERVICE_PORT: '5000',
        TOKENSTORE_SERVICE_PORT_HTTP: '5000',
        TOKENSTORE_PORT: 'tcp://10.0.0.1:5000',
        TOKENSTORE_PORT_5000_TCP: 'tcp://10.0.0.1:5000',
        TOKENSTORE_PORT_5000_TCP_ADDR: '10.0.0.1',
        // of another Service, called tokenstore-postgresql
        TOKENSTORE_POSTGRESQL_SERVICE_HOST: '10.0.0.2',
        TOKENSTORE_POSTGRESQL_SERVICE_PORT_TCP_POSTGRESQL: '5432',
        TOKENSTORE_POSTGRESQL_PORT: 'tcp://10.0.0.2:5432',
        TOKENSTORE_POSTGRESQL_PORT_5432_TCP_PROTO: 'tcp',
      }),
    ).toEqual([]);
  });

  it('does not mistake a setting for one of those', () => {
    expect(namesIn({ TOKENSTORE_PORT: '5000', TOKENSTORE_PORTS: '1' })).toEqual(['PORT', 'PORTS']);
    expect(namesIn({ TOKENSTORE_PORT_FILE: '/run/port' })).toEqual(['PORT']);
  });
});
