/**
 * What all pages have in common, those that the server writes and the app: colours by purpose, text, fields, buttons.
 * Colours follow the system; each pair that text stands in has a contrast of AA or better in both themes.
 */
export const GROUND = `:root {
  color-scheme: light dark;
  --ground: #f4f5f7;
  --sheet: #ffffff;
  --ink: #1b2330;
  --soft: #566173;
  --line: #d5dae2;
  --edge: #7c8799;
  --accent: #1f5fd1;
  --accent-strong: #184ca9;
  --accent-ground: #e8f0fe;
  --on-accent: #ffffff;
  --good: #146c3b;
  --good-ground: #e5f5ec;
  --warn: #7d4a00;
  --warn-ground: #fdf1dc;
  --bad: #a3162a;
  --bad-ground: #fdecee;
  --round: 0.5rem;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, monospace;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161d;
    --sheet: #1b212b;
    --ink: #e8ecf2;
    --soft: #a3adbd;
    --line: #323b49;
    --edge: #6f7b8e;
    --accent: #84b0ff;
    --accent-strong: #a6c6ff;
    --accent-ground: #1d2c49;
    --on-accent: #0d1624;
    --good: #7ddba3;
    --good-ground: #14301f;
    --warn: #f2c377;
    --warn-ground: #35270f;
    --bad: #ffb0b9;
    --bad-ground: #3a1b21;
  }
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

body {
  margin: 0;
  min-height: 100vh;
  min-height: 100svh;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}

h1 {
  margin: 0 0 1rem;
  font-size: 1.5rem;
  line-height: 1.25;
}

h2 {
  margin: 1.5rem 0 0.5rem;
  font-size: 1rem;
}

p,
ul {
  margin: 0 0 1rem;
}

a {
  color: var(--accent);
}

label {
  display: block;
  margin: 0 0 0.25rem;
  font-weight: 600;
}

.field {
  margin: 0 0 1rem;
}

input:not([type="checkbox"], [type="radio"]),
select,
textarea {
  display: block;
  width: 100%;
  min-height: 2.75rem;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--edge);
  border-radius: var(--round);
  background: var(--sheet);
  color: inherit;
  font: inherit;
}

button,
.button {
  display: inline-block;
  min-height: 2.75rem;
  padding: 0.5625rem 1rem;
  border: 1px solid var(--accent);
  border-radius: var(--round);
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}

button:hover,
.button:hover {
  border-color: var(--accent-strong);
  background: var(--accent-strong);
}

button.quiet,
.button.quiet {
  background: transparent;
  color: var(--accent);
}

button.quiet:hover,
.button.quiet:hover {
  border-color: var(--accent-strong);
  color: var(--accent-strong);
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}

.soft {
  color: var(--soft);
}

.notice {
  margin: 0 0 1rem;
  padding: 0.75rem 1rem;
  border-radius: var(--round);
  background: var(--ground);
}

.notice.good {
  background: var(--good-ground);
  color: var(--good);
}

.notice.bad {
  background: var(--bad-ground);
  color: var(--bad);
}
`;
