import type { JSX } from 'preact';
import type { Role } from '../../../access/index.js';
import type { Language } from '../../../kernel/index.js';

type Said = JSX.Element | string;

/** All that the page of who is signed in says, in one language. */
export interface AccountWords {
  readonly title: string;
  readonly onRecord: (actor: JSX.Element, person: number) => readonly Said[];
  readonly rights: string;
  readonly noRights: (person: number) => string;
  readonly roles: Readonly<Record<Role, string>>;
  readonly partners: string;
  readonly tokens: string;
  readonly noToken: string;
  readonly takeToken: string;
  readonly signOut: string;
  readonly issued: string;
  readonly shownOnce: string;
  readonly worksUntil: (until: JSX.Element) => readonly Said[];
  readonly inForce: string;
  readonly token: string;
  readonly taken: string;
  readonly until: string;
  readonly end: string;
  readonly endToken: (number: number) => string;
  readonly signedOut: string;
  readonly signedOutTitle: string;
  readonly tokensGoOn: string;
  readonly signInAgain: string;
}

const EN: AccountWords = {
  title: 'Your account',
  onRecord: (actor, person) => ['On record as ', actor, `, person ${String(person)}`],
  rights: 'What you may do',
  noRights: (person) => `Nothing yet. An administrator grants roles; tell them that you are person ${String(person)}.`,
  roles: {
    'finance-viewer': 'read what finance sees',
    'finance-maker': 'prepare and submit',
    'finance-checker': 'approve and release',
    administrator: 'give rights',
    'partner-viewer': 'read the partner’s pages',
    'partner-administrator': 'register, claim and ask for the partner',
  },
  partners: 'For these partners:',
  tokens: 'Tokens for the command line',
  noToken: 'None is in force.',
  takeToken: 'Take a token',
  signOut: 'Sign out',
  issued: 'Your token',
  shownOnce: 'This is shown once.',
  worksUntil: (until) => [
    ' It works until ',
    until,
    ', as you, on the machine where the command line is installed. Nobody else may have it.',
  ],
  inForce: 'Tokens in force',
  token: 'Token',
  taken: 'Taken',
  until: 'Works until',
  end: 'End',
  endToken: (number) => `End token ${String(number)}`,
  signedOut: 'You are signed out',
  signedOutTitle: 'Signed out',
  tokensGoOn: 'Tokens for the command line go on to work until their time is over.',
  signInAgain: 'Sign in again',
};

const DE: AccountWords = {
  title: 'Ihr Konto',
  onRecord: (actor, person) => ['Im Protokoll als ', actor, `, Person ${String(person)}`],
  rights: 'Was Sie dürfen',
  noRights: (person) =>
    `Noch nichts. Rechte erteilt ein Administrator; nennen Sie ihm Ihre Nummer: Person ${String(person)}.`,
  roles: {
    'finance-viewer': 'lesen, was die Finanzabteilung sieht',
    'finance-maker': 'vorbereiten und einreichen',
    'finance-checker': 'genehmigen und freigeben',
    administrator: 'Rechte erteilen',
    'partner-viewer': 'die Seiten des Partners lesen',
    'partner-administrator': 'für den Partner registrieren, beantragen und fragen',
  },
  partners: 'Für diese Partner:',
  tokens: 'Zugangscodes für die Befehlszeile',
  noToken: 'Keiner ist gültig.',
  takeToken: 'Zugangscode ausstellen',
  signOut: 'Abmelden',
  issued: 'Ihr Zugangscode',
  shownOnce: 'Dies wird nur einmal angezeigt.',
  worksUntil: (until) => [
    ' Er gilt bis ',
    until,
    ', für Sie, auf dem Rechner mit der Befehlszeile. Niemand sonst darf ihn haben.',
  ],
  inForce: 'Gültige Zugangscodes',
  token: 'Zugangscode',
  taken: 'Ausgestellt',
  until: 'Gilt bis',
  end: 'Beenden',
  endToken: (number) => `Zugangscode ${String(number)} beenden`,
  signedOut: 'Sie sind abgemeldet',
  signedOutTitle: 'Abgemeldet',
  tokensGoOn: 'Zugangscodes für die Befehlszeile gelten weiter, bis ihre Zeit um ist.',
  signInAgain: 'Wieder anmelden',
};

const SV: AccountWords = {
  title: 'Ditt konto',
  onRecord: (actor, person) => ['I loggen som ', actor, `, person ${String(person)}`],
  rights: 'Vad du får göra',
  noRights: (person) => `Inget ännu. En administratör ger rättigheter; säg att du är person ${String(person)}.`,
  roles: {
    'finance-viewer': 'läsa det som ekonomiavdelningen ser',
    'finance-maker': 'förbereda och lämna in',
    'finance-checker': 'godkänna och släppa',
    administrator: 'ge rättigheter',
    'partner-viewer': 'läsa partnerns sidor',
    'partner-administrator': 'registrera, begära och fråga för partnern',
  },
  partners: 'För dessa partner:',
  tokens: 'Åtkomstkoder för kommandoraden',
  noToken: 'Ingen gäller.',
  takeToken: 'Ta ut en åtkomstkod',
  signOut: 'Logga ut',
  issued: 'Din åtkomstkod',
  shownOnce: 'Den visas bara en gång.',
  worksUntil: (until) => [
    ' Den gäller till ',
    until,
    ', för dig, på datorn där kommandoraden finns. Ingen annan får ha den.',
  ],
  inForce: 'Åtkomstkoder som gäller',
  token: 'Åtkomstkod',
  taken: 'Uttagen',
  until: 'Gäller till',
  end: 'Avsluta',
  endToken: (number) => `Avsluta åtkomstkod ${String(number)}`,
  signedOut: 'Du är utloggad',
  signedOutTitle: 'Utloggad',
  tokensGoOn: 'Åtkomstkoder för kommandoraden gäller tills deras tid är ute.',
  signInAgain: 'Logga in igen',
};

const WORDS: Readonly<Record<Language, AccountWords>> = { en: EN, de: DE, sv: SV };

export function accountWords(language: Language): AccountWords {
  return WORDS[language];
}
