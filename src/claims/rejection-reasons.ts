import type { Language } from '../kernel/index.js';

/** Why claims are rejected: the codes that are kept, and what the partner is told. Codes are never reused. */
export const REJECTION_REASONS = {
  'not-registered': {
    en: 'Your company is not registered for this offer.',
    de: 'Ihr Unternehmen ist für dieses Angebot nicht registriert.',
    sv: 'Ert företag är inte registrerat för erbjudandet.',
  },
  'consumer-domain': {
    en: 'The registration gives an e-mail address that is not one of a company’s own domain.',
    de: 'Die Registrierung nennt eine E-Mail-Adresse, die zu keiner eigenen Domain des Unternehmens gehört.',
    sv: 'Registreringen anger en e-postadress som inte hör till företagets egen domän.',
  },
  'terms-not-accepted': {
    en: 'The terms of this offer were not accepted.',
    de: 'Die Bedingungen dieses Angebots wurden nicht angenommen.',
    sv: 'Erbjudandets villkor har inte godkänts.',
  },
  'other-company': {
    en: 'The company that registered is not the one that claims.',
    de: 'Das registrierte Unternehmen ist nicht das, das den Antrag stellt.',
    sv: 'Företaget som registrerades är inte det som gör anspråket.',
  },
  'outside-claiming-period': {
    en: 'The claim was not received inside the claiming period.',
    de: 'Der Antrag ist nicht im Antragszeitraum eingegangen.',
    sv: 'Anspråket kom inte in under ansökningsperioden.',
  },
  incomplete: {
    en: 'The claim lacks something that this offer asks for.',
    de: 'Dem Antrag fehlt etwas, das dieses Angebot verlangt.',
    sv: 'I anspråket saknas något som erbjudandet kräver.',
  },
  'other-partner-id': {
    en: 'The MPN ID of the claim is not that of your company.',
    de: 'Die MPN-ID des Antrags ist nicht die Ihres Unternehmens.',
    sv: 'Anspråkets MPN-id är inte ert företags.',
  },
  'sale-not-found': {
    en: 'No such subscription or agreement could be found.',
    de: 'Ein solches Abonnement oder ein solcher Vertrag war nicht zu finden.',
    sv: 'Någon sådan prenumeration eller något sådant avtal kunde inte hittas.',
  },
  'sold-by-another': {
    en: 'The subscription or agreement was sold by another company.',
    de: 'Das Abonnement oder der Vertrag wurde von einem anderen Unternehmen verkauft.',
    sv: 'Prenumerationen eller avtalet såldes av ett annat företag.',
  },
  'product-not-eligible': {
    en: 'The product does not count for this offer.',
    de: 'Das Produkt zählt für dieses Angebot nicht.',
    sv: 'Produkten räknas inte i erbjudandet.',
  },
  'sold-outside-the-window': {
    en: 'The sale does not lie within the dates of this offer.',
    de: 'Der Verkauf liegt nicht im Zeitraum dieses Angebots.',
    sv: 'Försäljningen ligger inte inom erbjudandets datum.',
  },
  'claimed-before': {
    en: 'This sale was claimed before.',
    de: 'Dieser Verkauf wurde bereits beantragt.',
    sv: 'Den här försäljningen har redan begärts ersatt.',
  },
  'invoice-does-not-match': {
    en: 'The copy of the invoice does not show this sale.',
    de: 'Die Rechnungskopie belegt diesen Verkauf nicht.',
    sv: 'Fakturakopian visar inte den här försäljningen.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export type RejectionReason = keyof typeof REJECTION_REASONS;

export function isRejectionReason(code: string): code is RejectionReason {
  return Object.hasOwn(REJECTION_REASONS, code);
}

/** What a partner is told of each, in all languages. */
export function reasonTexts(codes: readonly string[]): readonly Readonly<Record<Language, string>>[] {
  return codes.filter(isRejectionReason).map((code) => REJECTION_REASONS[code]);
}
