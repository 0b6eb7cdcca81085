import type { ReasonRow } from './reason-row.js';

/** Reasons of services that a rebate is not paid by. A bank that gives one has to be asked. */
export const OTHER_REASONS: readonly ReasonRow[] = [
  [
    'G000 G001 G005 G006',
    'none',
    'The payment has been passed on.',
    'Die Zahlung wurde weitergeleitet.',
    'Betalningen har skickats vidare.',
  ],
  [
    'G002 G003 G004',
    'none',
    'The payee’s bank has it and waits, for papers or for cover.',
    'Die Bank des Empfängers hat es und wartet auf Unterlagen oder Deckung.',
    'Mottagarens bank har det och väntar på handlingar eller täckning.',
  ],
  [
    'S000 S001 S003 S004',
    'none',
    'A request to cancel it is on its way.',
    'Eine Bitte um Stornierung ist unterwegs.',
    'En begäran om återkallelse är på väg.',
  ],
  [
    'BIAS INCR FRNA NFNA SYAD INDM WNTB FF12 FF13 RCON',
    'decide',
    'A request to cancel or return something could not be followed.',
    'Einer Bitte um Stornierung oder Rückgabe konnte nicht gefolgt werden.',
    'En begäran om återkallelse eller återsändning kunde inte följas.',
  ],
  [
    'MD01 MD02 MD05 CH09 CH10 CH11 CH12 RC12 SL13 SL14 FRTR TRAC EMVL PINL',
    'decide',
    'Speaks of a direct debit or a card: none is ours.',
    'Betrifft eine Lastschrift oder Karte: keine ist unsere.',
    'Gäller en autogirering eller ett kort: inget är vårt.',
  ],
  [
    'CHQC FF09',
    'decide',
    'Speaks of a cheque: none is ours.',
    'Betrifft einen Scheck: keiner ist unserer.',
    'Gäller en check: ingen är vår.',
  ],
  [
    'AEXR ALAC AMSE APAR ARFR ARJR ATNS CNNS DRTP ECAG EDTL EDTR IEDT INAR IPNS IRNR MODT NOAR NOPG OSNS PAID PINS PPRC REPR RTNS SNRD SPII RECI',
    'decide',
    'Speaks of a request to pay: none is ours.',
    'Betrifft eine Zahlungsaufforderung: keine ist unsere.',
    'Gäller en betalningsbegäran: ingen är vår.',
  ],
  [
    'TK01 TK02 TK09 TKCM TKSG TKSP TKVE TKXP',
    'decide',
    'A token that stands for an account was not accepted.',
    'Ein Token anstelle eines Kontos wurde nicht angenommen.',
    'En token i stället för ett konto godtogs inte.',
  ],
];
