import type { Language } from './texts.ts';

const GOOGLE = 'https://www.googleapis.com/auth/';

/** What common scopes allow, told after "It may"; the same scopes in each language. */
const english = {
  openid: 'know which account it is',
  profile: 'see your name and profile',
  email: 'see your e-mail address',
  address: 'see your postal address',
  phone: 'see your telephone number',
  offline_access: 'stay connected while you are away',
  [`${GOOGLE}userinfo.email`]: 'see your e-mail address',
  [`${GOOGLE}userinfo.profile`]: 'see your name and profile',
  [`${GOOGLE}drive`]: 'read, change and delete all your files',
  [`${GOOGLE}drive.readonly`]: 'read all your files',
  [`${GOOGLE}drive.file`]: 'read and change files that you open with it',
  [`${GOOGLE}calendar`]: 'read and change your calendars',
  [`${GOOGLE}calendar.readonly`]: 'read your calendars',
  [`${GOOGLE}gmail.readonly`]: 'read your mail',
  [`${GOOGLE}gmail.send`]: 'send mail as you',
  [`${GOOGLE}contacts.readonly`]: 'read your contacts',
  'User.Read': 'see your name and profile',
  'Mail.Read': 'read your mail',
  'Mail.Send': 'send mail as you',
  'Files.Read': 'read your files',
  'Files.ReadWrite': 'read, change and delete your files',
  'Calendars.Read': 'read your calendars',
  'Calendars.ReadWrite': 'read and change your calendars',
  'read:user': 'read your profile',
  'user:email': 'see your e-mail addresses',
  'read:org': 'see your organisations and teams',
  repo: 'read and change all your repositories, private ones too',
  public_repo: 'read and change your public repositories',
  gist: 'make and change gists',
  workflow: 'change workflows',
  read_user: 'read your profile',
  read_api: 'read all that you can see there',
  read_repository: 'read repositories',
  write_repository: 'read and change repositories',
};

const german: Record<keyof typeof english, string> = {
  openid: 'wissen, welches Konto es ist',
  profile: 'deinen Namen und dein Profil sehen',
  email: 'deine E-Mail-Adresse sehen',
  address: 'deine Postanschrift sehen',
  phone: 'deine Telefonnummer sehen',
  offline_access: 'verbunden bleiben, während du weg bist',
  [`${GOOGLE}userinfo.email`]: 'deine E-Mail-Adresse sehen',
  [`${GOOGLE}userinfo.profile`]: 'deinen Namen und dein Profil sehen',
  [`${GOOGLE}drive`]: 'alle deine Dateien lesen, ändern und löschen',
  [`${GOOGLE}drive.readonly`]: 'alle deine Dateien lesen',
  [`${GOOGLE}drive.file`]: 'Dateien lesen und ändern, die du damit öffnest',
  [`${GOOGLE}calendar`]: 'deine Kalender lesen und ändern',
  [`${GOOGLE}calendar.readonly`]: 'deine Kalender lesen',
  [`${GOOGLE}gmail.readonly`]: 'deine Mails lesen',
  [`${GOOGLE}gmail.send`]: 'in deinem Namen Mails senden',
  [`${GOOGLE}contacts.readonly`]: 'deine Kontakte lesen',
  'User.Read': 'deinen Namen und dein Profil sehen',
  'Mail.Read': 'deine Mails lesen',
  'Mail.Send': 'in deinem Namen Mails senden',
  'Files.Read': 'deine Dateien lesen',
  'Files.ReadWrite': 'deine Dateien lesen, ändern und löschen',
  'Calendars.Read': 'deine Kalender lesen',
  'Calendars.ReadWrite': 'deine Kalender lesen und ändern',
  'read:user': 'dein Profil lesen',
  'user:email': 'deine E-Mail-Adressen sehen',
  'read:org': 'deine Organisationen und Teams sehen',
  repo: 'alle deine Repositorys lesen und ändern, auch private',
  public_repo: 'deine öffentlichen Repositorys lesen und ändern',
  gist: 'Gists anlegen und ändern',
  workflow: 'Workflows ändern',
  read_user: 'dein Profil lesen',
  read_api: 'alles lesen, was du dort sehen kannst',
  read_repository: 'Repositorys lesen',
  write_repository: 'Repositorys lesen und ändern',
};

const WORDS: Record<Language, Record<string, string>> = { en: english, de: german };

/** What a provider's scope allows, in words; `undefined` for one that is not known here. */
export function wordsFor(scope: string, language: Language): string | undefined {
  return Object.hasOwn(WORDS[language], scope) ? WORDS[language][scope] : undefined;
}
