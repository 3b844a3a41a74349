import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTraceParent, writeTraceParent } from './trace-parent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const GOOD = `00-${TRACE}-${SPAN}-01`;

describe('traceparent', () => {
  it('names the caller’s span', () => {
    expect(readTraceParent(GOOD)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true });
    expect(readTraceParent(`00-${TRACE}-${SPAN}-00`)?.traceFlags).toBe(0);
  });

  it('of a later version may have more behind it, and flags that nobody knows yet', () => {
    const known = { traceId: TRACE, spanId: SPAN, traceFlags: 1 };
    expect(readTraceParent(`cc-${TRACE}-${SPAN}-01-what-the-future-brings`)).toMatchObject(known);
    expect(readTraceParent(`cc-${TRACE}-${SPAN}-01`)).toMatchObject(known);
    expect(readTraceParent(`00-${TRACE}-${SPAN}-ff`)).toMatchObject(known);
  });

  it.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['two', [GOOD, GOOD]],
    ['two in one', `${GOOD}, ${GOOD}`],
    ['capitals', GOOD.toUpperCase()],
    ['no version', GOOD.slice(3)],
    ['the version that is forbidden', `ff${GOOD.slice(2)}`],
    ['more than version 00 has', `${GOOD}-more`],
    ['a dash at its end', `${GOOD}-`],
    ['an end that belongs to nothing', `cc${GOOD.slice(2)}.more`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a short trace', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a long span', `00-${TRACE}-${SPAN}0-01`],
    ['space around it', ` ${GOOD} `],
    ['a line break', `${GOOD}\n`],
    ['a line break that injects', `cc-${TRACE}-${SPAN}-01-x\r\nx: y`],
  ])('is ignored: %s', (_, header) => {
    expect(readTraceParent(header)).toBeUndefined();
  });

  it('with any one character changed is still of the form, or ignored', () =>
    fc.assert(
      fc.property(fc.nat(GOOD.length - 1), fc.integer({ min: 0, max: 255 }), (at, code) => {
        const text = GOOD.slice(0, at) + String.fromCharCode(code) + GOOD.slice(at + 1);
        const read = readTraceParent(text);
        if (read !== undefined) expect(text).toMatch(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
      }),
    ));

  it('is written as it is read', () => {
    expect(writeTraceParent(readTraceParent(GOOD)!)).toBe(GOOD);
  });
});
