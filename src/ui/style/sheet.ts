import { GROUND } from './ground.ts';

/** The style of the pages that the server writes: one sheet in the middle, the whole screen on a phone. */
export const STYLE = `${GROUND}
body {
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  padding: 1.5rem 1rem;
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
  display: flex;
  align-items: center;
  gap: 0.625rem;
  margin: 0 0 1.5rem;
  font-weight: 700;
  letter-spacing: 0.01em;
}

ul {
  padding-left: 1.25rem;
}

li {
  margin-bottom: 0.25rem;
}

code {
  font-family: var(--mono);
  font-size: 0.875em;
}

.fine {
  font-size: 0.875rem;
}

.notice > :last-child {
  margin-bottom: 0;
}

.notice p {
  margin: 0 0 0.25rem;
}

.notice.plain {
  background: var(--accent-ground);
}

form {
  margin: 0;
}

button,
.button {
  display: block;
  width: 100%;
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

.after {
  margin: 1.5rem 0 0;
  font-size: 0.875rem;
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

.buttons[hidden] {
  display: none;
}

.two {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
  column-gap: 0.75rem;
}

.hint,
.fault {
  margin: 0.25rem 0 0;
  font-size: 0.875rem;
}

.hint {
  color: var(--soft);
}

.fault {
  color: var(--bad);
  font-weight: 600;
}

input[aria-invalid] {
  border-color: var(--bad);
}

.secrets {
  margin: 0 0 1rem;
  padding: 0.75rem 1rem;
  border: 1px solid var(--edge);
  border-radius: var(--round);
}

.secrets dt {
  color: var(--soft);
  font-size: 0.875rem;
}

.secrets dd {
  margin: 0 0 0.5rem;
}

.secrets dd:last-child {
  margin: 0;
}

.secrets code {
  font-size: 1.125rem;
  user-select: all;
}

.check {
  display: flex;
  align-items: baseline;
  gap: 0.625rem;
  margin: 1.5rem 0 1rem;
  font-weight: 400;
}

@media print {
  form,
  .buttons {
    display: none;
  }
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
