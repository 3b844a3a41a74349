/** The one stylesheet of the pages that the server writes. Colours follow the system; widths suit a phone. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: #f4f5f7;
  --sheet: #ffffff;
  --ink: #1b2330;
  --soft: #5a6577;
  --line: #d5dae2;
  --edge: #8590a2;
  --accent: #1f5fd1;
  --accent-strong: #184ca9;
  --on-accent: #ffffff;
  --bad: #a3162a;
  --bad-ground: #fdecee;
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
    --on-accent: #0d1624;
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
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  padding: 1.5rem 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}

main {
  width: 100%;
  max-width: 26rem;
  padding: 2rem;
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}

.brand {
  margin: 0 0 1.25rem;
  color: var(--soft);
  font-size: 0.875rem;
  font-weight: 600;
  letter-spacing: 0.02em;
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

ul {
  padding-left: 1.25rem;
}

a {
  color: var(--accent);
}

form {
  margin: 0;
}

label {
  display: block;
  margin: 0 0 0.25rem;
  font-weight: 600;
}

.field {
  margin: 0 0 1rem;
}

input {
  display: block;
  width: 100%;
  min-height: 2.75rem;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--edge);
  border-radius: 0.5rem;
  background: var(--sheet);
  color: inherit;
  font: inherit;
}

button,
.button {
  display: block;
  width: 100%;
  min-height: 2.75rem;
  padding: 0.5625rem 1rem;
  border: 1px solid var(--accent);
  border-radius: 0.5rem;
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

.buttons {
  display: flex;
  flex-wrap: wrap;
  gap: 0.75rem;
  margin-top: 1.5rem;
}

.buttons > * {
  flex: 1 1 8rem;
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}

.soft {
  color: var(--soft);
}

.after {
  margin: 1.5rem 0 0;
  font-size: 0.875rem;
}

.notice {
  margin: 0 0 1rem;
  padding: 0.75rem 1rem;
  border-radius: 0.5rem;
  background: var(--ground);
}

.notice.bad {
  background: var(--bad-ground);
  color: var(--bad);
}

.or {
  display: flex;
  align-items: center;
  gap: 0.75rem;
  margin: 1.5rem 0;
  color: var(--soft);
  font-size: 0.875rem;
}

.or::before,
.or::after {
  content: "";
  flex: 1;
  border-top: 1px solid var(--line);
}

@media (max-width: 30rem) {
  body {
    justify-content: flex-start;
    padding: 0;
    background: var(--sheet);
  }

  main {
    padding: 1.5rem 1.25rem;
    border: 0;
    border-radius: 0;
  }
}
`;
