/** English. The other languages have the same texts under the same names. */
export const en = {
  /** A BCP 47 tag. */
  lang: 'en',
  signIn: {
    title: 'Sign in',
    atIssuer: (host: string) => `Sign in at ${host}`,
    againAtIssuer: (host: string) => `Try again at ${host}`,
    promise: 'Your password stays there. You come back here signed in.',
    or: 'or with an account here',
    name: 'User name',
    password: 'Password',
    submit: 'Sign in',
    asAnother: 'Sign out there, to sign in as somebody else',
    reference: (id: string) => `Reference for the operator: ${id}`,
  },
  notices: {
    wrong: 'The name or the password is wrong.',
    busy: 'Too many attempts. Wait a little, then try again.',
    away: 'The identity provider does not answer at the moment. Nothing is lost; try again in a little while.',
    awayButForm: 'The identity provider does not answer at the moment. An account here works all the same.',
    misconfigured: 'The identity provider refuses this service. Only its operator can mend that.',
    refused: 'You were not signed in: it was cancelled or refused at the identity provider.',
    failed: 'You were not signed in. Try again; if it happens once more, tell the operator.',
    lost: 'This attempt to sign in is over: it took too long, or was begun in another window. Start again.',
    disabled: 'Your access was disabled. Ask the operator of this service.',
    unavailable: 'The service cannot reach its database at the moment. Nothing is lost; try again in a little while.',
    elsewhere:
      'The link that you followed leads to a place that is not allowed here. You come to your accounts instead.',
    ended: 'Your session has ended. Sign in again to go on.',
    'signed-out': 'You are signed out.',
    'signed-out-here':
      'You are signed out here. At the identity provider you may still be signed in: where others use this computer, sign out there too.',
  },
  consent: {
    title: (client: string) => `Allow ${client}?`,
    changed: 'What it asks for has changed. Please look again.',
    given: 'You have allowed this. Refuse to take it back.',
    asks: '{client} asks for access tokens of your account at {provider}.',
    everything: 'With them it can do all that you allowed when you connected {provider} here.',
    these: 'With them it can do this, as far as you allowed it when you connected:',
    lasts: 'It gets them also while you are away, until you take this back. It never gets your password.',
    allow: 'Allow',
    refuse: 'Refuse',
    who: (user: string, client: string, id: string) => `Signed in as ${user}. ${client} is registered here as ${id}.`,
  },
  workshop: {
    title: (name: string) => `Register for ${name}`,
    free: (left: number, places: number) => `${left} of ${places} places are free.`,
    until: (day: string) => `You can register until ${day} (UTC).`,
    firstName: 'First name',
    lastName: 'Last name',
    email: 'E-mail address',
    userName: 'User name',
    userNameHint: '2 to 32 letters from a to z and digits, a letter first; single dots and hyphens between them.',
    passwordHint: 'You get a password on the next page.',
    submit: 'Register',
    again: 'Please look at what is marked below. You are not registered yet.',
    faults: {
      missing: 'This is missing.',
      invalid: 'This cannot be taken as it is.',
      'too long': 'This is too long.',
      taken: 'Somebody has this name already. Choose another.',
      registered:
        'Somebody has registered with this address already. If it was you, and you lost your password, ask the organisers.',
    },
    states: {
      not_begun: { title: 'Not yet', says: 'Registration has not begun. Come back later.' },
      full: {
        title: 'All places are taken',
        says: 'You cannot register any more. Ask the organisers: a place may become free.',
      },
      closed: { title: 'Registration is closed', says: 'You cannot register at the moment. Ask the organisers.' },
      over: { title: 'This workshop is over', says: 'You cannot register any more.' },
      ending: { title: 'This workshop is over', says: 'You cannot register any more.' },
    },
    signIn: 'Sign in',
    done: 'You are registered',
    noteIt: 'Note your password now: it is shown this once, and nobody can look it up for you.',
    noteItKept:
      'Note your password now: it is shown this once. Until the workshop is over the organisers can look it up.',
    password: 'Password',
    copy: 'Copy',
    copied: 'Copied',
    print: 'Print',
    noted: 'I have noted my user name and my password.',
  },
  problem: {
    again: 'Try again',
    home: 'To your accounts',
    reference: (id: string) => `Reference for the operator: ${id}`,
    other: { title: 'This did not work', says: 'The request could not be understood. Nothing has changed.' },
    internal: {
      title: 'Something went wrong here',
      says: 'That is a fault of the service. Nothing that you keep here is lost.',
    },
    database_unavailable: {
      title: 'Not available right now',
      says: 'The service cannot reach its database at the moment. Nothing is lost; try again in a little while.',
    },
    rate_limited: {
      title: 'Too many requests',
      says: 'There were too many requests in a short time. Wait a little, then try again.',
    },
    not_found: {
      title: 'There is nothing here',
      says: 'There is nothing at this address for you. The link may be old, or meant for somebody else.',
    },
    not_built: {
      title: 'The pages are missing',
      says: 'They were not built. The operator does that by: npm run build.',
    },
    forbidden: {
      title: 'Not allowed',
      says: 'It was begun by somebody else, or what you are signed in with gives you no right to it. Nothing has changed.',
    },
    unauthenticated: {
      title: 'Not signed in',
      says: 'This needs to know who you are. Sign in at your accounts, and begin again from there.',
    },
    state_invalid: {
      title: 'Too late, or done already',
      says:
        'Connecting an account is finished once, within ten minutes, in the browser that began it. ' +
        'Nothing has changed; begin again from your accounts.',
    },
    unknown_provider: {
      title: 'No such provider',
      says: 'The operator of this service has not set up a provider of this name, or no longer has.',
    },
    provider_unavailable: {
      title: 'The provider does not answer',
      says: 'It cannot be reached right now. Nothing has changed; try again in a little while.',
    },
    provider_misconfigured: {
      title: 'The provider refuses this service',
      says: 'It does not take what the operator has set up here. Nothing has changed; the operator needs to know.',
    },
    csrf: {
      title: 'Sent from elsewhere',
      says: 'This form did not come from a page of this service. Nothing has changed.',
    },
    return_url_not_allowed: {
      title: 'This link leads elsewhere',
      says: 'Its return address is not one that the operator of this service allows.',
    },
  },
};

/** All that the pages say, in one language: English says which texts there are. */
export type PageTexts = typeof en;
