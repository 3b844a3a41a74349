import { describe, expect, it } from '@jest/globals';
import { firstEditionKeys } from './first-edition-keys.ts';

const bytes = Buffer.from('?ÿ~'.repeat(16), 'latin1').subarray(0, 32);
const raw = '1'.repeat(32);

describe('the first edition’s keys', () => {
  it.each([
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
  ])('are read as %s', (_, text) => {
    expect(firstEditionKeys(text)).toEqual([bytes]);
  });

  it.each([
    ['commas', `${raw},${bytes.toString('hex')}`],
    ['commas and blanks', ` ${raw} , ${bytes.toString('base64')} ,\n`],
    ['semicolons', `${raw};${bytes.toString('hex')};`],
  ])('are told apart by %s', (_, text) => {
    expect(firstEditionKeys(text)).toEqual([Buffer.from(raw), bytes]);
  });

  it('may have in them what separates others', () => {
    const odd = `;${'1'.repeat(31)}`;
    expect(firstEditionKeys(`${odd},${raw}`)).toEqual([Buffer.from(odd), Buffer.from(raw)]);
    const older = `,${'1'.repeat(31)}`;
    expect(firstEditionKeys(`${older};${raw}`)).toEqual([Buffer.from(older), Buffer.from(raw)]);
  });

  it.each(['', ' , ', 'short', `${raw},short`, 'g'.repeat(64)])('are not %j', (text) => {
    expect(firstEditionKeys(text)).toBeUndefined();
  });
});
