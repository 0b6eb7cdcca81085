import type { Language } from '../kernel/index.js';
import { isRejectionReason, REJECTION_REASONS } from './rejection-reasons.js';

/** What a person has to look at before a claim is answered. */
export type OpenPointCode =
  | 'no-claims-asked'
  | 'corrected-since-valid'
  | 'would-be-rejected'
  | 'not-registered-yet'
  | 'other-company-name'
  | 'sale-not-on-record'
  | 'rival-valid'
  | 'rival-waits'
  | 'invoice-copy'
  | 'invoice-copy-wanted'
  | 'given-for-another';

/** Of a claim, or of a code of a rejection, where the words name one. */
export interface OpenPoint {
  readonly code: OpenPointCode;
  readonly of?: string;
}

type Said = Readonly<Record<Language, (of: string) => string>>;

const WORDS: Readonly<Record<OpenPointCode, Said>> = {
  'no-claims-asked': {
    en: () => 'the offer asks for no claims',
    de: () => 'das Angebot verlangt keine Anträge',
    sv: () => 'erbjudandet kräver inga anspråk',
  },
  'corrected-since-valid': {
    en: () => 'it was corrected since a person found it valid',
    de: () => 'er wurde berichtigt, seit ihn jemand für gültig befunden hat',
    sv: () => 'det har rättats sedan någon fann det giltigt',
  },
  'would-be-rejected': {
    en: (reason) => `checks would reject it: ${reason}`,
    de: (reason) => `die Prüfungen würden ihn ablehnen: ${told(reason, 'de')}`,
    sv: (reason) => `kontrollerna skulle avvisa det: ${told(reason, 'sv')}`,
  },
  'not-registered-yet': {
    en: () => 'no registration for the offer yet',
    de: () => 'noch keine Registrierung für das Angebot',
    sv: () => 'ännu ingen registrering för erbjudandet',
  },
  'other-company-name': {
    en: () => 'the name of the company that registered',
    de: () => 'der Name des Unternehmens, das sich registriert hat',
    sv: () => 'namnet på företaget som registrerade sig',
  },
  'sale-not-on-record': {
    en: () => 'no sale of that name is on record',
    de: () => 'kein Verkauf dieses Namens ist bekannt',
    sv: () => 'ingen försäljning med det namnet är känd',
  },
  'rival-valid': {
    en: (claim) => `another claim for this sale, ${claim}, was found valid`,
    de: (claim) => `ein anderer Antrag für diesen Verkauf, ${claim}, wurde für gültig befunden`,
    sv: (claim) => `ett annat anspråk på den här försäljningen, ${claim}, har funnits giltigt`,
  },
  'rival-waits': {
    en: (claim) => `an earlier claim for this sale, ${claim}, waits for its answer`,
    de: (claim) => `ein früherer Antrag für diesen Verkauf, ${claim}, wartet auf seine Antwort`,
    sv: (claim) => `ett tidigare anspråk på den här försäljningen, ${claim}, väntar på svar`,
  },
  'invoice-copy': {
    en: () => 'the copy of the invoice',
    de: () => 'die Kopie der Rechnung',
    sv: () => 'kopian av fakturan',
  },
  'invoice-copy-wanted': {
    en: () => 'the copy of the invoice, which is still wanted',
    de: () => 'die Kopie der Rechnung, die noch fehlt',
    sv: () => 'kopian av fakturan, som ännu saknas',
  },
  'given-for-another': {
    en: (claim) => `a document that was given for claim ${claim} too`,
    de: (claim) => `eine Unterlage, die auch für Antrag ${claim} eingereicht wurde`,
    sv: (claim) => `en handling som också har lämnats in för anspråk ${claim}`,
  },
};

/** What is open, in words. */
export function openPointText({ code, of = '' }: OpenPoint, language: Language): string {
  return WORDS[code][language](of);
}

function told(reason: string, language: Language): string {
  return isRejectionReason(reason) ? REJECTION_REASONS[reason][language] : reason;
}
