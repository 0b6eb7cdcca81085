import type { ReasonWords, SaidFinding } from './reason-words.js';

const seats = (count: number | null) => `${String(count)} ${count === 1 ? 'Platz' : 'Plätze'}`;
const missing = (count: number) => `${seats(count)} zu wenig`;
const stretch = ({ from, to }: SaidFinding) => (from === to ? `am ${from}` : `vom ${from} bis ${to}`);
const LIMITS: Readonly<Record<string, string>> = { below: 'unter', 'at most': 'höchstens' };
const limit = ({ asked: [word = '', amount = ''] }: SaidFinding) => `${LIMITS[word] ?? word} ${amount}`;
const qualifying = (count: number | null) => `${String(count)} ${count === 1 ? 'zählenden Kunden' : 'zählende Kunden'}`;
const askedSeats = ({ rule, required }: SaidFinding) =>
  rule === 'reward-measure'
    ? 'die Prämie zählt die Plätze'
    : rule === 'maximum-seats'
      ? `nicht mehr als ${required} Plätze dürfen da sein`
      : rule === 'seats-added'
        ? `${required} Plätze müssen hinzugekommen sein`
        : `${required} Plätze sind nötig`;

export const DE: ReasonWords = {
  decided: (outcome, instead) =>
    `Durch unsere Entscheidung als ${outcome === 'met' ? 'erfüllt' : 'nicht erfüllt'} gezählt. Nach den Tatsachen allein ist es nicht bekannt: ${instead}`,
  'segment-not-declared': () => 'Das Segment des Kunden ist nicht bekannt.',
  'segment-eligible': ({ observed }) => `Der Kunde ist im Segment ${observed}.`,
  'segment-not-eligible': ({ observed, required }) =>
    `Der Kunde ist im Segment ${observed}; die Kampagne gilt für ${required}.`,
  'country-of-partner-not-known': ({ required }) =>
    `Ihr Land ist nicht verzeichnet; die Kampagne gilt für ${required}.`,
  'country-of-customer-not-known': ({ required }) =>
    `Das Land des Kunden ist nicht bekannt; die Kampagne gilt für ${required}.`,
  'country-in-territory': ({ observed }) => `Das Land ist ${observed}, eines der Kampagne.`,
  'country-outside-territory': ({ observed, required }) =>
    `Das Land ist ${observed}; die Kampagne gilt für ${required}.`,
  'billed-before-the-window': (f) =>
    `Dem Kunden wurde die Produktfamilie bis ${f.observed} berechnet; ${stretch(f)} darf niemand sie berechnet haben.`,
  'not-billed-before-the-window': (f) => `Dem Kunden hat ${stretch(f)} niemand die Produktfamilie berechnet.`,
  'billing-before-not-complete': (f) =>
    `Wir wissen von keiner Berechnung der Produktfamilie ${stretch(f)}, aber die Rechnungen dieser Tage sind nicht alle da.`,
  'bill-within-limit': (f) =>
    `Dem Kunden wurden für die Produktfamilie ${stretch(f)} ${f.observed} berechnet; verlangt ist ${limit(f)}.`,
  'bill-above-limit': (f) =>
    `Dem Kunden wurden für die Produktfamilie ${stretch(f)} ${f.observed} berechnet; verlangt ist ${limit(f)}.`,
  'baseline-not-complete': (f) =>
    `Die Rechnungen für das, was ${stretch(f)} anfiel, sind nicht alle da; verlangt ist ${limit(f)}.`,
  'baseline-in-other-currency': (f) =>
    `Ein Teil dessen, was ${stretch(f)} berechnet wurde, ist in einer anderen Währung oder in keiner; verlangt ist ${limit(f)}.`,
  'licence-type-eligible': ({ observed }) => `Sie haben Lizenzen der Art ${observed} verkauft.`,
  'licence-type-not-eligible': ({ observed, required }) =>
    `Sie haben Lizenzen der Art ${observed} verkauft; die Kampagne gilt für ${required}.`,
  'bought-before-the-window': ({ observed }) =>
    `Der Kunde hat die Produktfamilie zuerst am ${observed} gekauft, vor dem Zeitraum.`,
  'declared-new': () => 'Es ist erklärt, dass der Kunde die Produktfamilie nie zuvor gekauft hat.',
  'no-purchase-in-our-records': () =>
    'Unsere eigenen vollständigen Aufzeichnungen zeigen keinen Kauf vor dem Zeitraum.',
  'records-do-not-reach-back': ({ required }) =>
    `Niemand hat erklärt, dass der Kunde neu ist, und unsere eigenen Aufzeichnungen reichen nicht bis ${required} zurück.`,
  'enough-seats': ({ count, required }) => `${count === null ? 'Genug Plätze' : seats(count)}; ${required} sind nötig.`,
  'too-few-seats': ({ count, required, distance, isAtMost }) =>
    isAtMost
      ? `Höchstens ${seats(count)}: mindestens ${missing(distance)} für ${required}.`
      : `${seats(count)}: ${missing(distance)} für ${required}.`,
  'never-read': (f) => `Die Plätze des Mandanten wurden vor dem Stichtag nie abgelesen; ${askedSeats(f)}.`,
  stale: (f) => `Die letzte Ablesung der Plätze vor dem Stichtag ist zu alt; ${askedSeats(f)}.`,
  refused: (f) => `Als die Plätze zuletzt abzulesen waren, wurde uns der Zugriff verweigert; ${askedSeats(f)}.`,
  unreadable: (f) => `Die letzte Ablesung der Plätze widerspricht sich oder war nicht lesbar; ${askedSeats(f)}.`,
  'billing-not-complete': (f) => `Die Rechnungen für den letzten Tag sind noch nicht alle da; ${askedSeats(f)}.`,
  'seats-within-maximum': ({ count, required }) =>
    `${count === null ? 'Nicht zu viele Plätze' : seats(count)}; nicht mehr als ${required} dürfen da sein.`,
  'too-many-seats': ({ count, required, distance }) => `${seats(count)}: ${String(distance)} mehr als ${required}.`,
  'enough-seats-added': ({ count, required }) =>
    `${count === null ? 'Genug Plätze' : seats(count)} hinzugekommen; ${required} müssen es sein.`,
  'too-few-seats-added': ({ count, required, distance }) =>
    `${seats(count)} hinzugekommen: ${missing(distance)} für ${required}.`,
  'can-have-added-too-few-seats': ({ count, required, distance }) =>
    `Höchstens ${seats(count)} können hinzugekommen sein: mindestens ${missing(distance)} für ${required}.`,
  'comparison-not-complete': (f) => `Die Rechnungen für die Vergleichstage sind nicht alle da; ${askedSeats(f)}.`,
  'seats-counted': ({ count }) => `Die Prämie zählt ${seats(count)}.`,
  'added-seats-counted': ({ count }) => `Die Prämie zählt ${String(count)} hinzugekommene Plätze.`,
  'revenue-counted': (f) => `Die Prämie zählt ${f.observed}, berechnet ${stretch(f)}.`,
  'revenue-not-complete': (f) =>
    `Die Prämie zählt, was ${stretch(f)} berechnet wurde, und die Rechnungen dieser Tage sind nicht alle da.`,
  'revenue-in-other-currency': (f) =>
    `Die Prämie zählt, was ${stretch(f)} berechnet wurde, und ein Teil davon ist in einer anderen Währung als die Prämie oder in keiner.`,
  'partner-not-registered': () =>
    'Ihr Unternehmen ist nicht im Verzeichnis, darum ist von seiner Stellung nichts bekannt.',
  'standing-holds': ({ observed, required }) => `${required} ist am ${observed} in Kraft.`,
  'standing-missing': ({ required }) => `Es ist kein ${required} verzeichnet, das am letzten Tag in Kraft ist.`,
  'standing-ended': ({ observed, required }) => `${required} endete am ${observed}, vor dem letzten Tag.`,
  'competency-held': ({ seen }) => `Kompetenz ${seen[0] ?? ''} war am ${seen[1] ?? ''} in Kraft.`,
  'no-competency-on-eligibility-day': ({ asked }) =>
    `Keine anerkannte Kompetenz war in Kraft am ${asked.join(' oder ')}.`,
  'eligibility-day-ahead': ({ latest }) => `Noch nicht; es kann am ${latest} noch eintreten.`,
  'all-hold-together': ({ observed }) =>
    `Mitgliedschaft, Vertrag und Kompetenz waren am ${observed} zusammen in Kraft.`,
  'never-all-together': ({ asked }) =>
    `Mitgliedschaft, Vertrag und Kompetenz waren nicht zusammen in Kraft am ${asked.join(' oder ')}.`,
  'enrolled-so-far': () => 'Sie sind bisher angemeldet; der letzte Tag des Zeitraums entscheidet.',
  'enrolment-still-possible': () =>
    'Sie sind nicht angemeldet; Sie können sich bis zum letzten Tag des Zeitraums noch anmelden.',
  excluded: (f) => `Sie waren am ${f.observed} in ${f.asked[0] ?? ''}; Sie dürfen es ${stretch(f)} nicht gewesen sein.`,
  'not-excluded': (f) => `Sie waren ${stretch(f)} nicht in ${f.asked[0] ?? ''}.`,
  'exclusion-still-possible': (f) =>
    `Sie waren bisher nicht in ${f.asked[0] ?? ''}; Sie dürfen es bis ${f.to} nicht sein.`,
  'registered-for-the-offer': ({ observed }) => `Sie haben sich am ${observed} für das Angebot registriert.`,
  'registration-still-possible': (f) =>
    `Noch zählt keine Registrierung von Ihnen; Sie können sich ${stretch(f)} registrieren.`,
  'not-registered-for-the-offer': (f) => `Sie haben sich ${stretch(f)} nicht für das Angebot registriert.`,
  'registered-too-early': (f) => `Sie haben sich am ${f.observed} registriert; möglich war es ${stretch(f)}.`,
  'registered-too-late': (f) => `Sie haben sich am ${f.observed} registriert; möglich war es ${stretch(f)}.`,
  'registered-no-address': () => 'Ihre Registrierung nennt keine E-Mail-Adresse.',
  'registered-consumer-domain': () =>
    'Ihre Registrierung nennt eine E-Mail-Adresse, wie sie jeder haben kann; verlangt ist eine der eigenen Domain Ihres Unternehmens.',
  'registered-terms-not-accepted': () =>
    'Ihre Registrierung stimmt den Bedingungen des Angebots nicht so zu, wie sie galten.',
  'registered-no-agreement-number': () => 'Ihre Registrierung nennt keinen Vertrag.',
  'registered-name-differs': () =>
    'Ihre Registrierung nennt ein anderes Unternehmen als unser Verzeichnis; die Kopie einer Rechnung kann zeigen, dass es dasselbe ist.',
  'registered-name-unclear': () =>
    'Ihre Registrierung nennt Ihr Unternehmen etwas anders als unser Verzeichnis; wir sehen es uns an.',
  claimed: ({ seen }) => `Antrag ${seen[0] ?? ''} ging am ${seen[1] ?? ''} ein.`,
  'claim-not-answered': ({ seen }) => `Antrag ${seen[0] ?? ''} ging am ${seen[1] ?? ''} ein und wird geprüft.`,
  'claim-rejected': ({ seen }) => `Antrag ${seen[0] ?? ''} vom ${seen[1] ?? ''} wurde abgelehnt.`,
  'claim-still-possible': (f) =>
    `Noch zählt kein Antrag; er kann ${stretch(f)} eingereicht werden, mit allem, was er braucht.`,
  'no-claim': (f) => `${upper(stretch(f))} ging kein Antrag mit allem ein, was er braucht.`,
  'proof-in-time': ({ observed, required }) =>
    `Ein Leistungsnachweis ging am ${observed} ein, verlangt bis ${required}.`,
  'proof-still-possible': ({ required }) => `Noch kein Leistungsnachweis; er kann bis ${required} eingereicht werden.`,
  'no-proof': ({ required }) => `Bis ${required} ging kein Leistungsnachweis ein.`,
  'proof-too-late': ({ observed, required }) => `Der Leistungsnachweis kam am ${observed}, nach dem ${required}.`,
  'first-to-qualify': () => 'Kein Partner, der diesem Kunden früher verkauft hat, zählt.',
  'an-earlier-partner-qualifies': () => 'Ein anderer Partner hat diesem Kunden früher verkauft und zählt.',
  'an-earlier-partner-is-undecided': () =>
    'Ein anderer Partner hat diesem Kunden früher verkauft, und sein Ergebnis ist noch offen.',
  'enough-customers': ({ count, required }) => `Sie haben ${qualifying(count)}; ${required} sind nötig.`,
  'too-few-customers': ({ count, required, distance }) =>
    `Sie haben ${qualifying(count)}: ${String(distance)} zu wenig für ${required}.`,
  'too-few-customers-also-with-undecided': ({ required, distance }) =>
    `Auch mit allen noch offenen Kunden fehlen Ihnen ${String(distance)} zu ${required}, die zählen.`,
  'undecided-customers-decide': ({ count, required, distance }) =>
    `Sie haben bisher ${qualifying(count)}, ${String(distance)} zu wenig für ${required}; Ihre noch offenen Kunden entscheiden.`,
};

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
