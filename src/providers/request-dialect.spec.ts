import { describe, expect, it } from '@jest/globals';
import { inItsForm, inItsNames, renamed, writeScope, type RequestKnobs } from './request-dialect.ts';

const standard: RequestKnobs = {
  PARAM_NAMES: {},
  SCOPE_SEPARATOR: 'space',
  BODY_FORMAT: 'form',
  ACCEPT: 'application/json',
};
const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'me', resource: 'https://a.example' });
form.append('resource', 'https://b.example');
const sent = {
  method: 'POST' as const,
  headers: {
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    accept: '*/*',
    authorization: 'Basic x',
  },
  body: form,
  redirect: 'manual' as const,
};
const url = 'https://idp.example/token';

describe('a request as a server wants it', () => {
  it('is a form where nobody says more', () => {
    expect(inItsForm(url, sent, standard, { asGet: false })).toEqual({
      url,
      method: 'POST',
      headers: { ...sent.headers, accept: 'application/json' },
      body: form.toString(),
    });
  });

  it('is JSON, with a list where a parameter is there twice', () => {
    const { headers, body = '' } = inItsForm(url, sent, { ...standard, BODY_FORMAT: 'json' }, { asGet: false });
    expect(headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Basic x' });
    expect(JSON.parse(body)).toEqual({
      grant_type: 'refresh_token',
      client_id: 'me',
      resource: ['https://a.example', 'https://b.example'],
    });
  });

  it('asks for the answer that the knob names', () => {
    const knobs = { ...standard, ACCEPT: 'application/vnd.example+json' };
    expect(inItsForm(url, sent, knobs, { asGet: false }).headers['accept']).toBe('application/vnd.example+json');
  });

  it('is a query behind what the address has already', () => {
    const asked = inItsForm(`${url}?v=1`, sent, standard, { asGet: true });
    expect(asked).toMatchObject({ method: 'GET', url: `${url}?v=1&${form.toString()}` });
    expect(asked.body).toBeUndefined();
    expect(asked.headers).not.toHaveProperty('content-type');
  });

  it('calls parameters by other names, wherever they go', () => {
    const knobs = { ...standard, PARAM_NAMES: { client_id: 'client_key' } };
    expect(inItsNames(url, sent, knobs).body).toContain('client_key=me');
    expect(inItsForm(url, sent, { ...knobs, BODY_FORMAT: 'json' }, { asGet: false }).body).toContain(
      '"client_key":"me"',
    );
    expect([...renamed(new URLSearchParams('constructor=1&client_id=me'), knobs).keys()]).toEqual([
      'constructor',
      'client_key',
    ]);
  });

  it.each([
    ['comma', ' read  write,more ', 'read,write,more'],
    ['space', 'read write', 'read write'],
    ['space', ' read', 'read'],
    ['space', 'https://a.example/x,y z', 'https://a.example/x,y z'],
  ] as const)('has a %s between scopes: %j', (SCOPE_SEPARATOR, scope, written) => {
    expect(writeScope(scope, { ...standard, SCOPE_SEPARATOR })).toBe(written);
  });
});
