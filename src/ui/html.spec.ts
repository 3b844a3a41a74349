import { describe, expect, it } from '@jest/globals';
import { html } from './html.ts';

const text = (...[strings, ...inserts]: Parameters<typeof html>) => html(strings, ...inserts).toString();

describe('html', () => {
  it('escapes what is put in, in text and in attributes', () => {
    const evil = `"><script>alert('1')</script>&amp;`;
    expect(text`<p title="${evil}">${evil}</p>`).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;</p>',
    );
  });

  it('escapes once: what is HTML already stays as it is', () => {
    expect(text`<ul>${['a<', 'b'].map((item) => html`<li>${item}</li>`)}</ul>`).toBe(
      '<ul><li>a&lt;</li><li>b</li></ul>',
    );
  });

  it('leaves out what is not there, and nothing else', () => {
    expect(text`[${undefined}${false}${''}${0}]`).toBe('[0]');
  });

  it('escapes the members of a list that are text', () => {
    expect(text`${['<', ['>']]}`).toBe('&lt;&gt;');
  });
});
