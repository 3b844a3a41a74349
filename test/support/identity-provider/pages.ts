const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1f2733; background: #eef1f5 }
  main { max-width: 24rem; margin: 8vh auto; padding: 2rem; background: #fff; border-radius: 12px;
         box-shadow: 0 4px 24px #1f273320 }
  h1 { font-size: 1.35rem; margin: 0 0 1rem }
  .demo { font-size: .8rem; color: #5a4a00; background: #fff5cc; border-radius: 6px; padding: .5rem .75rem }
  label { display: block; margin: .75rem 0 }
  label.scope { margin: .35rem 0 }
  input[type=text], input[type=password] { display: block; width: 100%; box-sizing: border-box; padding: .55rem;
         font: inherit; border: 1px solid #b8c0cc; border-radius: 6px }
  button { font: inherit; padding: .55rem 1.2rem; margin: 1rem .5rem 0 0; border-radius: 6px; cursor: pointer;
         border: 1px solid #2456c7; background: #2456c7; color: #fff }
  button.quiet { background: #fff; color: #2456c7 }
  [role=alert] { color: #a31621 }`;

/** What a scope means, in the words of the consent page. */
const meanings: Record<string, string> = {
  openid: 'know who you are',
  profile: 'see your name and your roles',
  email: 'see your e-mail address',
  offline_access: 'stay connected while you are away',
  read: 'read your files',
  write: 'change your files',
};

function page(provider: string, title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} – ${escape(provider)}</title><style>${style}</style></head>
<body><main>
<p class="demo">${escape(provider)} is a <strong>demo identity provider</strong>. Its people are invented; never type a real password here.</p>
<h1>${escape(title)}</h1>
${body}
</main></body>
</html>`;
}

/** `data-step` on a form tells the scripted browser what the page wants; a person reads the heading. */
export function loginPage(provider: string, login: string, people: string[], complaint?: string): string {
  return page(
    provider,
    `Sign in to ${provider}`,
    `${complaint ? `<p role="alert">${escape(complaint)}</p>` : ''}
<form method="post" data-step="login">
  <label>User name <input type="text" name="login" value="${escape(login)}" autofocus required></label>
  <label>Password <input type="password" name="password" value="demo" autocomplete="off"></label>
  <button type="submit">Sign in</button>
</form>
<p>People here: ${people.map(escape).join(', ')}. Any password will do.</p>`,
  );
}

export function consentPage(provider: string, client: string, person: string, scopes: string[]): string {
  const boxes = scopes.map((scope) => {
    const always = scope === 'openid' ? ' disabled' : '';
    const meaning = meanings[scope] ?? 'use this permission';
    return `  <label class="scope"><input type="checkbox" name="scope" value="${escape(scope)}" checked${always}>
    ${escape(meaning)} <small>(${escape(scope)})</small></label>`;
  });
  return page(
    provider,
    `Allow ${client}?`,
    `<p><strong>${escape(client)}</strong> asks you, ${escape(person)}, for permission to:</p>
<form method="post" data-step="consent">
${boxes.join('\n')}
  <button type="submit" name="decision" value="allow">Allow</button>
  <button type="submit" name="decision" value="deny" class="quiet">Deny</button>
</form>`,
  );
}

/** `form`, here and below, is oidc-provider's own, with its protection against forged requests; buttons go into it. */
export function logoutPage(provider: string, form: string): string {
  const buttons = `<button type="submit" name="logout" value="yes">Sign out</button>
<button type="submit" class="quiet">Stay signed in</button>`;
  return page(provider, `Sign out of ${provider}?`, withButtons(form, 'logout', buttons));
}

export function deviceCodePage(provider: string, form: string, complaint?: string): string {
  const asked = withButtons(form, 'device-code', '<button type="submit">Continue</button>');
  const alert = complaint ? `<p role="alert">${escape(complaint)}</p>` : '';
  return page(provider, 'Which code does your device show?', alert + asked);
}

export function deviceConfirmPage(provider: string, form: string, client: string, code: string): string {
  const buttons = `<button type="submit">Continue</button>
<button type="submit" name="abort" value="yes" class="quiet">Cancel</button>`;
  const asked = withButtons(form, 'device-confirm', buttons);
  return page(provider, `Connect ${client}?`, `<p>Does your device show <code>${escape(code)}</code>?</p>${asked}`);
}

/** A page with nothing left to do on it. */
export function donePage(provider: string, title: string): string {
  return page(provider, title, '<p>You can close this page.</p>');
}

function withButtons(form: string, step: string, buttons: string): string {
  return form.replace('<form', `<form data-step="${step}"`).replace('</form>', `${buttons}</form>`);
}

export function errorPage(provider: string, error: string, description: string): string {
  return page(
    provider,
    'Something went wrong',
    `<p role="alert"><code>${escape(error)}</code> ${escape(description)}</p>`,
  );
}
