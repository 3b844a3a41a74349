import type { PageTexts } from './en.ts';

/** Deutsch. */
export const de: PageTexts = {
  lang: 'de',
  signIn: {
    title: 'Anmelden',
    atIssuer: (host) => `Bei ${host} anmelden`,
    againAtIssuer: (host) => `Noch einmal bei ${host} versuchen`,
    promise: 'Dein Passwort bleibt dort. Du kommst angemeldet hierher zurück.',
    or: 'oder mit einem Konto hier',
    name: 'Benutzername',
    password: 'Passwort',
    submit: 'Anmelden',
    asAnother: 'Dort abmelden, um dich als jemand anderes anzumelden',
    reference: (id) => `Kennung für den Betreiber: ${id}`,
  },
  notices: {
    wrong: 'Der Name oder das Passwort ist falsch.',
    busy: 'Zu viele Versuche. Warte ein wenig, dann versuche es wieder.',
    away: 'Der Identitätsanbieter antwortet gerade nicht. Verloren ist nichts; versuche es gleich noch einmal.',
    awayButForm: 'Der Identitätsanbieter antwortet gerade nicht. Ein Konto hier geht trotzdem.',
    misconfigured: 'Der Identitätsanbieter weist diesen Dienst ab. Das kann nur der Betreiber beheben.',
    refused: 'Du wurdest nicht angemeldet: Es wurde beim Identitätsanbieter abgebrochen oder abgelehnt.',
    failed: 'Du wurdest nicht angemeldet. Versuche es noch einmal; wenn es wieder geschieht, sag es dem Betreiber.',
    lost: 'Dieser Anmeldeversuch ist vorbei: Er dauerte zu lange oder begann in einem anderen Fenster. Fang neu an.',
    disabled: 'Dein Zugang wurde gesperrt. Frage den Betreiber dieses Dienstes.',
    unavailable:
      'Der Dienst erreicht gerade seine Datenbank nicht. Verloren ist nichts; versuche es gleich noch einmal.',
    elsewhere: 'Der Link führt an einen Ort, der hier nicht erlaubt ist. Du kommst stattdessen zu deinen Konten.',
    ended: 'Deine Sitzung ist beendet. Melde dich wieder an, um weiterzumachen.',
    'signed-out': 'Du bist abgemeldet.',
    'signed-out-here':
      'Du bist hier abgemeldet. Beim Identitätsanbieter bist du es vielleicht nicht: Wo andere diesen Rechner benutzen, melde dich auch dort ab.',
  },
  consent: {
    title: (client) => `${client} erlauben?`,
    changed: 'Die Anfrage hat sich geändert. Bitte sieh sie dir noch einmal an.',
    given: 'Du hast das erlaubt. Lehne ab, um es zurückzunehmen.',
    asks: '{client} bittet um Zugriffstoken für dein Konto bei {provider}.',
    everything: 'Damit ist alles möglich, was du beim Verbinden von {provider} hier erlaubt hast.',
    these: 'Damit ist das Folgende möglich, soweit du es beim Verbinden erlaubt hast:',
    lasts: 'Das gilt auch, während du weg bist, bis du es zurücknimmst. Dein Passwort wird nie weitergegeben.',
    allow: 'Erlauben',
    refuse: 'Ablehnen',
    who: (user, client, id) => `Angemeldet als ${user}. ${client} ist hier als ${id} eingetragen.`,
  },
  workshop: {
    title: (name) => `Für ${name} registrieren`,
    free: (left, places) => `${left} von ${places} Plätzen sind frei.`,
    until: (day) => `Du kannst dich bis ${day} (UTC) registrieren.`,
    firstName: 'Vorname',
    lastName: 'Nachname',
    email: 'E-Mail-Adresse',
    userName: 'Benutzername',
    userNameHint:
      '2 bis 32 Buchstaben von a bis z und Ziffern, ein Buchstabe zuerst; dazwischen einzelne Punkte und Bindestriche.',
    passwordHint: 'Das Passwort bekommst du auf der nächsten Seite.',
    submit: 'Registrieren',
    again: 'Bitte sieh dir an, was unten markiert ist. Registriert bist du noch nicht.',
    faults: {
      missing: 'Das fehlt.',
      invalid: 'Das geht so nicht.',
      'too long': 'Das ist zu lang.',
      taken: 'Diesen Namen hat schon jemand. Wähle einen anderen.',
      registered:
        'Mit dieser Adresse hat sich schon jemand registriert. Wenn du es warst und das Passwort fehlt, frage die Veranstalter.',
    },
    states: {
      not_begun: { title: 'Noch nicht', says: 'Die Registrierung hat noch nicht begonnen. Komm später wieder.' },
      full: {
        title: 'Alle Plätze sind vergeben',
        says: 'Du kannst dich nicht mehr registrieren. Frage die Veranstalter: Vielleicht wird ein Platz frei.',
      },
      closed: {
        title: 'Die Registrierung ist geschlossen',
        says: 'Du kannst dich gerade nicht registrieren. Frage die Veranstalter.',
      },
      over: { title: 'Dieser Workshop ist vorbei', says: 'Du kannst dich nicht mehr registrieren.' },
      ending: { title: 'Dieser Workshop ist vorbei', says: 'Du kannst dich nicht mehr registrieren.' },
    },
    signIn: 'Anmelden',
    done: 'Du bist registriert',
    noteIt:
      'Notiere dir jetzt dein Passwort: Es wird nur dieses eine Mal gezeigt, und niemand kann es für dich nachsehen.',
    noteItKept:
      'Notiere dir jetzt dein Passwort: Es wird nur dieses eine Mal gezeigt. Die Veranstalter können es nachsehen, bis der Workshop vorbei ist.',
    password: 'Passwort',
    copy: 'Kopieren',
    copied: 'Kopiert',
    print: 'Drucken',
    noted: 'Ich habe Benutzernamen und Passwort notiert.',
  },
  problem: {
    again: 'Noch einmal versuchen',
    home: 'Zu deinen Konten',
    reference: (id) => `Kennung für den Betreiber: ${id}`,
    other: { title: 'Das hat nicht geklappt', says: 'Die Anfrage war nicht zu verstehen. Geändert hat sich nichts.' },
    internal: {
      title: 'Hier ist etwas schiefgegangen',
      says: 'Das ist ein Fehler des Dienstes. Nichts, was du hier aufbewahrst, ist verloren.',
    },
    database_unavailable: {
      title: 'Gerade nicht verfügbar',
      says: 'Der Dienst erreicht gerade seine Datenbank nicht. Verloren ist nichts; versuche es gleich noch einmal.',
    },
    rate_limited: {
      title: 'Zu viele Anfragen',
      says: 'Es waren zu viele Anfragen in kurzer Zeit. Warte ein wenig, dann versuche es wieder.',
    },
    not_found: {
      title: 'Hier ist nichts',
      says: 'An dieser Adresse gibt es nichts für dich. Der Link ist vielleicht alt oder für jemand anderen bestimmt.',
    },
    not_built: {
      title: 'Die Seiten fehlen',
      says: 'Sie wurden nicht gebaut. Der Betreiber tut das mit: npm run build.',
    },
    forbidden: {
      title: 'Nicht erlaubt',
      says: 'Jemand anderes hat das begonnen, oder du bist ohne Recht dazu angemeldet. Geändert hat sich nichts.',
    },
    unauthenticated: {
      title: 'Nicht angemeldet',
      says: 'Dafür muss bekannt sein, wer du bist. Melde dich bei deinen Konten an und beginne dort noch einmal.',
    },
    state_invalid: {
      title: 'Zu spät oder schon erledigt',
      says:
        'Ein Konto wird innerhalb von zehn Minuten fertig verbunden, einmal, und in dem Browser, der es begonnen hat. ' +
        'Geändert hat sich nichts; beginne bei deinen Konten noch einmal.',
    },
    unknown_provider: {
      title: 'Diesen Anbieter gibt es nicht',
      says: 'Der Betreiber dieses Dienstes hat keinen Anbieter dieses Namens eingerichtet, oder nicht mehr.',
    },
    provider_unavailable: {
      title: 'Der Anbieter antwortet nicht',
      says: 'Er ist gerade nicht zu erreichen. Geändert hat sich nichts; versuche es gleich noch einmal.',
    },
    provider_misconfigured: {
      title: 'Der Anbieter weist diesen Dienst ab',
      says: 'Er nimmt nicht an, was der Betreiber hier eingerichtet hat. Geändert hat sich nichts; der Betreiber muss es wissen.',
    },
    csrf: {
      title: 'Von anderswo gesendet',
      says: 'Dieses Formular kam nicht von einer Seite dieses Dienstes. Geändert hat sich nichts.',
    },
    return_url_not_allowed: {
      title: 'Dieser Link führt anderswohin',
      says: 'Seine Rücksprungadresse gehört nicht zu denen, die der Betreiber dieses Dienstes erlaubt.',
    },
  },
};
