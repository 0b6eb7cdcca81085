import { tellSeasons } from '../programmes/claim-stories.js';
import { OPEN } from '../programmes/open-programme.js';

tellSeasons(OPEN, {
  seeds: [1, 2, 3],
  days: {
    reviewedAt: '2014-08-01T09:00:00Z',
    appealedAt: '2014-08-20T09:00:00Z',
    decidedAt: '2014-08-25T09:00:00Z',
    paidAt: '2014-09-01T09:00:00Z',
  },
  words: {
    received: 'Ein Antrag ist eingegangen',
    rejected: 'Ihr Antrag wurde abgelehnt',
    isValid: 'Ihr Antrag ist gültig',
    final: 'Die Ablehnung ist endgültig.',
    standing: { valid: 'Gültig', rejected: 'Abgelehnt' },
    statement: 'Abrechnung',
    reasons: {
      'not-registered': 'Ihr Unternehmen ist für dieses Angebot nicht registriert.',
      'consumer-domain': 'eine E-Mail-Adresse, die zu keiner eigenen Domain des Unternehmens gehört',
      'terms-not-accepted': 'Die Bedingungen dieses Angebots wurden nicht angenommen.',
      'other-company': 'Das registrierte Unternehmen ist nicht das, das den Antrag stellt.',
      'outside-claiming-period': 'Der Antrag ist nicht im Antragszeitraum eingegangen.',
      incomplete: 'Dem Antrag fehlt etwas, das dieses Angebot verlangt.',
      'other-partner-id': 'Die MPN-ID des Antrags ist nicht die Ihres Unternehmens.',
      'sale-not-found': 'Ein solches Abonnement oder ein solcher Vertrag war nicht zu finden.',
      'sold-by-another': 'Das Abonnement oder der Vertrag wurde von einem anderen Unternehmen verkauft.',
      'product-not-eligible': 'Das Produkt zählt für dieses Angebot nicht.',
      'sold-outside-the-window': 'Der Verkauf liegt nicht im Zeitraum dieses Angebots.',
      'claimed-before': 'Dieser Verkauf wurde bereits beantragt.',
      'invoice-does-not-match': 'Die Rechnungskopie belegt diesen Verkauf nicht.',
    },
  },
});
