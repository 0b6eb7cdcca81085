import type { SpokenText } from './spoken-text.js';

/**
 * What a bank's word means for a payment, in the order in which a payment comes by them. `nothing`: told, and no step of
 * the payment itself.
 */
export type ReportedStep =
  | 'received'
  | 'in-process'
  | 'debited'
  | 'blocked'
  | 'credited'
  | 'rejected'
  | 'cancelled'
  | 'returned'
  | 'nothing';

export interface StatusMeaning extends SpokenText {
  readonly says: ReportedStep;
  /** Whether a person has to look at it, though its meaning is known. */
  readonly needsPerson: boolean;
}

type Row = readonly [codes: string, says: ReportedStep, needsPerson: boolean, en: string, de: string, sv: string];

/** ISO 20022 external payment group and transaction status, May 2025, as a customer's credit transfers meet them. */
const ROWS: readonly Row[] = [
  ['RCVD', 'received', false, 'The bank has it.', 'Die Bank hat es erhalten.', 'Banken har tagit emot det.'],
  [
    'ACTC',
    'received',
    false,
    'Form and sender were checked and are right.',
    'Form und Absender sind geprüft und richtig.',
    'Form och avsändare är kontrollerade och stämmer.',
  ],
  [
    'PATC',
    'received',
    false,
    'Signatures are missing at the bank; some have been given.',
    'Bei der Bank fehlen noch Unterschriften; einige liegen vor.',
    'Underskrifter saknas hos banken; några har lämnats.',
  ],
  [
    'ACCP ACFC ACSP',
    'in-process',
    false,
    'Accepted; the bank carries it out.',
    'Angenommen; die Bank führt es aus.',
    'Godkänt; banken utför det.',
  ],
  [
    'ACWC',
    'in-process',
    true,
    'Accepted with a change by the bank, a date or the text for instance.',
    'Angenommen, aber von der Bank geändert, etwa im Datum oder im Text.',
    'Godkänt med en ändring av banken, till exempel av datum eller text.',
  ],
  [
    'PDNG',
    'in-process',
    false,
    'Waits for further checks at the bank.',
    'Wartet auf weitere Prüfungen der Bank.',
    'Väntar på fler kontroller hos banken.',
  ],
  [
    'ACPD',
    'in-process',
    false,
    'Sent on by our bank and accepted by the clearing.',
    'Von unserer Bank weitergegeben und vom Clearing angenommen.',
    'Skickat vidare av vår bank och godkänt i clearingen.',
  ],
  [
    'ACFW',
    'in-process',
    true,
    'Accepted; the bank waits for us to confirm it.',
    'Angenommen; die Bank wartet auf unsere Bestätigung.',
    'Godkänt; banken väntar på vår bekräftelse.',
  ],
  [
    'ACWP',
    'in-process',
    false,
    'Accepted by the payee’s bank, not yet on the account.',
    'Von der Bank des Empfängers angenommen, noch nicht gutgeschrieben.',
    'Godkänt av mottagarens bank, ännu inte på kontot.',
  ],
  [
    'ACSC',
    'debited',
    false,
    'Our account has been debited.',
    'Unser Konto wurde belastet.',
    'Vårt konto har debiterats.',
  ],
  [
    'ACCC',
    'credited',
    false,
    'The payee’s account has been credited.',
    'Dem Konto des Empfängers gutgeschrieben.',
    'Mottagarens konto har krediterats.',
  ],
  ['RJCT', 'rejected', false, 'Rejected.', 'Abgelehnt.', 'Avvisat.'],
  ['CANC', 'cancelled', false, 'Cancelled.', 'Storniert.', 'Återkallat.'],
  [
    'BLCK',
    'blocked',
    true,
    'Blocked: neither paid out nor sent back.',
    'Gesperrt: weder ausgezahlt noch zurückgegeben.',
    'Spärrat: varken utbetalt eller återsänt.',
  ],
  [
    'PART',
    'nothing',
    false,
    'Some were accepted, some were not: each says so itself.',
    'Teils angenommen, teils nicht: jede Zahlung sagt es selbst.',
    'En del godkändes, en del inte: varje betalning visar det själv.',
  ],
  [
    'RCVC RVNA',
    'nothing',
    false,
    'The check of the payee’s name found no difference, or does not apply.',
    'Die Prüfung des Empfängernamens ergab keine Abweichung oder entfällt.',
    'Kontrollen av mottagarens namn visade ingen skillnad, eller gäller inte.',
  ],
  [
    'RVNC',
    'nothing',
    false,
    'The payee’s name is still being checked.',
    'Der Name des Empfängers wird noch geprüft.',
    'Mottagarens namn kontrolleras fortfarande.',
  ],
  [
    'RVMC RVNM RVCM',
    'nothing',
    true,
    'The payee’s name differs from that of the account.',
    'Der Name des Empfängers weicht von dem des Kontos ab.',
    'Mottagarens namn skiljer sig från kontots.',
  ],
  [
    'ACIS CPUC PRES',
    'nothing',
    true,
    'Speaks of a cheque, of cash or of a request to pay: none is ours.',
    'Betrifft einen Scheck, Bargeld oder eine Zahlungsaufforderung: nichts davon ist unseres.',
    'Gäller en check, kontanter eller en betalningsbegäran: inget är vårt.',
  ],
];

const MEANINGS = new Map<string, StatusMeaning>(
  ROWS.flatMap(([codes, says, needsPerson, en, de, sv]) =>
    codes.split(' ').map((code) => [code, { says, needsPerson, en, de, sv }] as const),
  ),
);

/** Undefined for a code that is not in the list: then nothing is concluded from it. */
export function paymentStatus(code: string): StatusMeaning | undefined {
  return MEANINGS.get(code);
}
