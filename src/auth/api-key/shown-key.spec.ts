import { describe, expect, it } from '@jest/globals';
import { shownKey } from './shown-key.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('a key in a header', () => {
  it.each<[string, string, string]>([
    ['Bearer tsk_x', '', 'tsk_x'],
    ['bearer  tsk_x ', '', 'tsk_x'],
    ['Bearer TSK_x', '', 'TSK_x'],
    ['ApiKey tsk_x', '', 'tsk_x'],
    ['ApiKey ann:tsk_x', 'ann', 'tsk_x'],
    ['ApiKey system:serviceaccount:jobs:runner:tsk_x', 'system:serviceaccount:jobs:runner', 'tsk_x'],
    ['apikey-v1 tsk_x', '', 'tsk_x'],
    ['APIKEY-V1 tsk_x', '', 'tsk_x'],
    ['ApiKey whatever', '', 'whatever'],
    ['ApiKey', '', ''],
    [basic('ann:tsk_x'), 'ann', 'tsk_x'],
    [basic(':tsk_x'), '', 'tsk_x'],
    [basic('jörg:tsk_x'), 'jörg', 'tsk_x'],
    [basic('ann:tsk_x:y'), 'ann', 'tsk_x:y'],
    // Refused as a key, never judged, or logged, as somebody's name.
    [basic('tsk_x:'), 'tsk_x', ''],
    [basic('tsk_x:secret'), 'tsk_x', 'secret'],
    [basic('tsk_x'), '', 'tsk_x'],
  ])('is told by its form: %s', (header, user, key) => {
    expect(shownKey(header)).toEqual({ user, key });
  });

  it.each([
    undefined,
    '',
    'tsk_x',
    'Bearer',
    'Bearer ',
    'Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA',
    'Bearer xtsk_x',
    'Bearer\ttsk_x',
    'ApiKeys tsk_x',
    'token tsk_x',
    'Basic',
    'Basic tsk_x',
    basic('ann:secret'),
    basic('ann:'),
    basic('ann:x:tsk_x'),
    basic(''),
  ])('is not where another should judge: %j', (header) => {
    expect(shownKey(header)).toBeUndefined();
  });
});
