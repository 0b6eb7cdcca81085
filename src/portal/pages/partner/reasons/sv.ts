import type { ReasonWords, SaidFinding } from './reason-words.js';

const seats = (count: number | null) => `${String(count)} ${count === 1 ? 'plats' : 'platser'}`;
const missing = (count: number) => `${seats(count)} för lite`;
const stretch = ({ from, to }: SaidFinding) => (from === to ? `den ${from}` : `från ${from} till ${to}`);
const LIMITS: Readonly<Record<string, string>> = { below: 'under', 'at most': 'högst' };
const limit = ({ asked: [word = '', amount = ''] }: SaidFinding) => `${LIMITS[word] ?? word} ${amount}`;
const qualifying = (count: number | null) =>
  `${String(count)} ${count === 1 ? 'kvalificerad kund' : 'kvalificerade kunder'}`;
const askedSeats = ({ rule, required }: SaidFinding) =>
  rule === 'reward-measure'
    ? 'ersättningen räknar platserna'
    : rule === 'maximum-seats'
      ? `högst ${required} platser får finnas`
      : rule === 'seats-added'
        ? `${required} platser måste ha tillkommit`
        : `${required} platser behövs`;

export const SV: ReasonWords = {
  decided: (outcome, instead) =>
    `Räknas som ${outcome === 'met' ? 'uppfyllt' : 'inte uppfyllt'} genom vårt beslut. Enligt fakta ensamma är det inte känt: ${instead}`,
  'segment-not-declared': () => 'Kundens segment är inte känt.',
  'segment-eligible': ({ observed }) => `Kunden tillhör segmentet ${observed}.`,
  'segment-not-eligible': ({ observed, required }) =>
    `Kunden tillhör segmentet ${observed}; kampanjen gäller ${required}.`,
  'country-of-partner-not-known': ({ required }) => `Ert land finns inte registrerat; kampanjen gäller ${required}.`,
  'country-of-customer-not-known': ({ required }) => `Kundens land är inte känt; kampanjen gäller ${required}.`,
  'country-in-territory': ({ observed }) => `Landet är ${observed}, ett av kampanjens.`,
  'country-outside-territory': ({ observed, required }) => `Landet är ${observed}; kampanjen gäller ${required}.`,
  'billed-before-the-window': (f) =>
    `Kunden fakturerades för produktfamiljen till och med ${f.observed}; ingen får ha fakturerat den ${stretch(f)}.`,
  'not-billed-before-the-window': (f) => `Ingen fakturerade kunden för produktfamiljen ${stretch(f)}.`,
  'billing-before-not-complete': (f) =>
    `Vi känner inte till någon fakturering av produktfamiljen ${stretch(f)}, men alla fakturor för de dagarna finns inte här.`,
  'bill-within-limit': (f) =>
    `Kunden fakturerades ${f.observed} för produktfamiljen ${stretch(f)}; kravet är ${limit(f)}.`,
  'bill-above-limit': (f) =>
    `Kunden fakturerades ${f.observed} för produktfamiljen ${stretch(f)}; kravet är ${limit(f)}.`,
  'baseline-not-complete': (f) =>
    `Alla fakturor för det som debiterades ${stretch(f)} finns inte här; kravet är ${limit(f)}.`,
  'baseline-in-other-currency': (f) =>
    `En del av det som fakturerades ${stretch(f)} är i en annan valuta, eller i ingen; kravet är ${limit(f)}.`,
  'licence-type-eligible': ({ observed }) => `Ni sålde licenser av typen ${observed}.`,
  'licence-type-not-eligible': ({ observed, required }) =>
    `Ni sålde licenser av typen ${observed}; kampanjen gäller ${required}.`,
  'bought-before-the-window': ({ observed }) =>
    `Kunden köpte produktfamiljen första gången den ${observed}, före perioden.`,
  'declared-new': () => 'Det är uppgivet att kunden aldrig har köpt produktfamiljen tidigare.',
  'no-purchase-in-our-records': () => 'Våra egna fullständiga uppgifter visar inget köp före perioden.',
  'records-do-not-reach-back': ({ required }) =>
    `Ingen har uppgett att kunden är ny, och våra egna uppgifter når inte tillbaka till ${required}.`,
  'enough-seats': ({ count, required }) =>
    `${count === null ? 'Tillräckligt många platser' : seats(count)}; ${required} behövs.`,
  'too-few-seats': ({ count, required, distance, isAtMost }) =>
    isAtMost
      ? `Högst ${seats(count)}: minst ${missing(distance)} för ${required}.`
      : `${seats(count)}: ${missing(distance)} för ${required}.`,
  'never-read': (f) => `Klientorganisationens platser lästes aldrig av före avläsningstidpunkten; ${askedSeats(f)}.`,
  stale: (f) => `Den senaste avläsningen av platser före avläsningstidpunkten är för gammal; ${askedSeats(f)}.`,
  refused: (f) => `Vi nekades åtkomst när platserna senast skulle läsas av; ${askedSeats(f)}.`,
  unreadable: (f) =>
    `Den senaste avläsningen av platser motsäger sig själv eller gick inte att läsa; ${askedSeats(f)}.`,
  'billing-not-complete': (f) => `Alla fakturor för den sista dagen finns inte här ännu; ${askedSeats(f)}.`,
  'seats-within-maximum': ({ count, required }) =>
    `${count === null ? 'Inte för många platser' : seats(count)}; högst ${required} får finnas.`,
  'too-many-seats': ({ count, required, distance }) => `${seats(count)}: ${String(distance)} mer än ${required}.`,
  'enough-seats-added': ({ count, required }) =>
    `${count === null ? 'Tillräckligt många platser' : seats(count)} har tillkommit; ${required} måste ha gjort det.`,
  'too-few-seats-added': ({ count, required, distance }) =>
    `${seats(count)} har tillkommit: ${missing(distance)} för ${required}.`,
  'can-have-added-too-few-seats': ({ count, required, distance }) =>
    `Högst ${seats(count)} kan ha tillkommit: minst ${missing(distance)} för ${required}.`,
  'comparison-not-complete': (f) => `Alla fakturor för jämförelsedagarna finns inte här; ${askedSeats(f)}.`,
  'seats-counted': ({ count }) => `Ersättningen räknar ${seats(count)}.`,
  'added-seats-counted': ({ count }) => `Ersättningen räknar ${seats(count)} som har tillkommit.`,
  'revenue-counted': (f) => `Ersättningen räknar ${f.observed}, fakturerat ${stretch(f)}.`,
  'revenue-not-complete': (f) =>
    `Ersättningen räknar det som fakturerades ${stretch(f)}, och alla fakturor för de dagarna finns inte här.`,
  'revenue-in-other-currency': (f) =>
    `Ersättningen räknar det som fakturerades ${stretch(f)}, och en del av det är i en annan valuta än ersättningen, eller i ingen.`,
  'partner-not-registered': () => 'Ert företag finns inte i registret, så inget är känt om dess ställning.',
  'standing-holds': ({ observed, required }) => `${required} gäller den ${observed}.`,
  'standing-missing': ({ required }) => `Det finns ingen ${required} registrerad som gäller den sista dagen.`,
  'standing-ended': ({ observed, required }) => `${required} upphörde den ${observed}, före den sista dagen.`,
  'competency-held': ({ seen }) => `Kompetensen ${seen[0] ?? ''} gällde den ${seen[1] ?? ''}.`,
  'no-competency-on-eligibility-day': ({ asked }) => `Ingen godkänd kompetens gällde den ${asked.join(' eller den ')}.`,
  'eligibility-day-ahead': ({ latest }) => `Inte ännu; det kan fortfarande uppfyllas den ${latest}.`,
  'all-hold-together': ({ observed }) => `Medlemskap, avtal och kompetens gällde samtidigt den ${observed}.`,
  'never-all-together': ({ asked }) =>
    `Medlemskap, avtal och kompetens gällde inte samtidigt den ${asked.join(' eller den ')}.`,
  'enrolled-so-far': () => 'Ni är anslutna hittills; periodens sista dag avgör.',
  'enrolment-still-possible': () => 'Ni är inte anslutna; ni kan ansluta er till och med periodens sista dag.',
  excluded: (f) => `Ni var med i ${f.asked[0] ?? ''} den ${f.observed}; ni får inte ha varit det ${stretch(f)}.`,
  'not-excluded': (f) => `Ni var inte med i ${f.asked[0] ?? ''} ${stretch(f)}.`,
  'exclusion-still-possible': (f) =>
    `Ni har hittills inte varit med i ${f.asked[0] ?? ''}; ni får inte vara det till och med ${f.to}.`,
  'registered-for-the-offer': ({ observed }) => `Ni registrerade er för erbjudandet den ${observed}.`,
  'registration-still-possible': (f) => `Ingen registrering av er räknas ännu; ni kan registrera er ${stretch(f)}.`,
  'not-registered-for-the-offer': (f) => `Ni registrerade er inte för erbjudandet ${stretch(f)}.`,
  'registered-too-early': (f) => `Ni registrerade er den ${f.observed}; det var möjligt ${stretch(f)}.`,
  'registered-too-late': (f) => `Ni registrerade er den ${f.observed}; det var möjligt ${stretch(f)}.`,
  'registered-no-address': () => 'Er registrering anger ingen e-postadress.',
  'registered-consumer-domain': () =>
    'Er registrering anger en e-postadress som vem som helst kan ha; det behövs en på företagets egen domän.',
  'registered-terms-not-accepted': () => 'Er registrering godkänner inte erbjudandets villkor så som de gällde.',
  'registered-no-agreement-number': () => 'Er registrering anger inget avtal.',
  'registered-name-differs': () =>
    'Er registrering anger ett annat företag än vårt register; en kopia av en faktura kan visa att det är samma.',
  'registered-name-unclear': () =>
    'Er registrering anger ert företag lite annorlunda än vårt register; vi ser över det.',
  claimed: ({ seen }) => `Anspråk ${seen[0] ?? ''} togs emot den ${seen[1] ?? ''}.`,
  'claim-not-answered': ({ seen }) => `Anspråk ${seen[0] ?? ''} togs emot den ${seen[1] ?? ''} och granskas.`,
  'claim-rejected': ({ seen }) => `Anspråk ${seen[0] ?? ''}, mottaget den ${seen[1] ?? ''}, avvisades.`,
  'claim-still-possible': (f) => `Inget anspråk räknas ännu; det kan göras ${stretch(f)}, med allt som det behöver.`,
  'no-claim': (f) => `Inget anspråk med allt som det behöver togs emot ${stretch(f)}.`,
  'proof-in-time': ({ observed, required }) =>
    `Ett bevis på utförande togs emot den ${observed}, senast ${required} krävdes.`,
  'proof-still-possible': ({ required }) =>
    `Inget bevis på utförande ännu; det kan lämnas in till och med ${required}.`,
  'no-proof': ({ required }) => `Inget bevis på utförande togs emot till och med ${required}.`,
  'proof-too-late': ({ observed, required }) => `Beviset på utförande kom den ${observed}, efter ${required}.`,
  'first-to-qualify': () => 'Ingen partner som sålde till kunden tidigare är kvalificerad.',
  'an-earlier-partner-qualifies': () => 'En annan partner sålde till kunden tidigare och är kvalificerad.',
  'an-earlier-partner-is-undecided': () =>
    'En annan partner sålde till kunden tidigare, och dess utfall är ännu öppet.',
  'enough-customers': ({ count, required }) => `Ni har ${qualifying(count)}; ${required} behövs.`,
  'too-few-customers': ({ count, required, distance }) =>
    `Ni har ${qualifying(count)}: ${String(distance)} för lite för ${required}.`,
  'too-few-customers-also-with-undecided': ({ required, distance }) =>
    `Även med alla kunder som inte är avgjorda saknas ${String(distance)} av ${required} kvalificerade.`,
  'undecided-customers-decide': ({ count, required, distance }) =>
    `Ni har hittills ${qualifying(count)}, ${String(distance)} för lite för ${required}; era kunder som inte är avgjorda avgör.`,
};
