import type { ForfeitedBecause } from '../notice.js';
import { letter, type Spoken, type Template } from './template.js';

const BECAUSE: Readonly<Record<ForfeitedBecause, string>> = {
  'no-bank-details': 'Efter det sista meddelandet hade vi inga bankuppgifter att betala till.',
  'payment-failed': 'En betalning misslyckades på grund av bankuppgifterna, och inga andra kom i tid.',
  'personal-account':
    'Kontot som angavs tillhör en person och inte företaget; enligt villkoren avvisas anspråken därmed.',
  'not-paid-again': 'En betalning misslyckades, och det har beslutats att den inte görs om.',
  'below-minimum': 'Beloppet är lägre än kampanjens minsta utbetalning.',
  'carry-expired': 'Det fördes över till den sista dagen och nådde aldrig minsta utbetalning.',
};

const NEAR = {
  registration: 'Registrering',
  claim: 'Anspråk',
  proof: 'Prestationsbevis',
  appeal: 'Överklagande',
} as const;

const STILL_OPEN = {
  registration: 'Ni har kunder som kan ge ersättning, och ert företag är ännu inte registrerat för erbjudandet.',
  claim: 'Ni har kunder som kan ge ersättning, och vi har ännu inget anspråk för dem.',
  proof: 'Ni har kunder som kan ge ersättning, och vi har ännu inget prestationsbevis från ert företag.',
} as const;

/** What a mail looks like that is written in Swedish. */
export const swedish: Template = (notice, spoken) => {
  const { campaign, partner, amount, until, reasons } = spoken;
  const to = `Till ${partner}`;
  const ending =
    'Ingen kommer någonsin att be er om bankuppgifter i ett e-postmeddelande. Svara inte på det här med sådana.';
  switch (notice.kind) {
    case 'potential-payment':
      return letter(
        `En möjlig betalning: ${campaign}`,
        to,
        `Enligt vad som är känt nu ska ${amount} från ”${campaign}” betalas till er, senast ${until}.`,
        'Det är ännu ingen betalning: den beror fortfarande på kampanjens villkor, på bankuppgifter som vi kan betala till och på vad som blir känt till dess.',
        ending,
      );
    case 'details-wanted':
      return letter(
        `Era bankuppgifter behövs (${String(notice.notice)} av ${String(notice.mostNotices)}): ${campaign}`,
        to,
        notice.cause === 'payment-failed'
          ? `En betalning för ”${campaign}” gick inte att göra med de bankuppgifter vi har. Andra uppgifter behövs.`
          : `En betalning för ”${campaign}” väntar, och vi har inga bankuppgifter för ert företag att betala till.`,
        linkWords(spoken),
        `Lämna dem före ${until}. ${lastWords(notice.notice, notice.mostNotices)}`,
        ending,
      );
    case 'details-refused':
      return letter(
        `Era bankuppgifter kunde inte användas: ${campaign}`,
        to,
        `Bankuppgifterna som ni lämnade för ”${campaign}” kunde inte godkännas. Lämna andra.`,
        linkWords(spoken),
        `Det går före ${until}.`,
        ending,
      );
    case 'about-to-be-forfeited':
      return letter(
        `Er betalning är på väg att förverkas: ${campaign}`,
        to,
        `Vi har fortfarande inga bankuppgifter att betala till för ”${campaign}”. Det som ska betalas annulleras och förverkas om inga kommer före ${until}.`,
        spoken.link === undefined ? 'Använd länken eller koden i vårt senaste meddelande.' : linkWords(spoken),
        ending,
      );
    case 'forfeited':
      return letter(
        `Förverkat: ${campaign}`,
        to,
        `${amount} från ”${campaign}” betalas inte ut. ${BECAUSE[notice.because]}`,
        'Om ni anser att det är fel, skriv till er kontaktperson.',
      );
    case 'paid':
      return letter(
        `Betalat: ${campaign}`,
        to,
        `${amount} för ”${campaign}” har betalats. Betalningens referens är ${notice.endToEndId}.`,
        'Det kan ta några dagar innan er bank sätter in beloppet.',
      );
    case 'claim-received':
      return letter(
        `Ett anspråk har kommit in: ${campaign}`,
        to,
        `Ert anspråk ${notice.claimId} för ”${campaign}” har kommit in. Bekräftelsen är preliminär: om anspråket är giltigt meddelar vi före ${until}.`,
      );
    case 'deadline-near':
      return letter(
        `${NEAR[notice.about]} före ${until}: ${campaign}`,
        to,
        notice.about === 'appeal'
          ? `Avslaget på ert anspråk ${notice.claimId ?? ''} för ”${campaign}” kan överklagas en gång, före ${until}. Därefter är det slutgiltigt.`
          : `${STILL_OPEN[notice.about]} Det går att göra före ${until}; det som kommer senare räknas inte för ”${campaign}”.`,
        'Har ni redan gjort det behöver ni inte göra något mer.',
      );
    case 'question-answered':
      return letter(
        `Er fråga har besvarats: ${campaign}`,
        to,
        `Vi har besvarat er fråga ${String(notice.question)} om ${spoken.customer} i ”${campaign}”. Logga in för att läsa svaret på kundens sida.`,
      );
    case 'claim-valid':
      return letter(
        `Ert anspråk är giltigt: ${campaign}`,
        to,
        `Ert anspråk ${notice.claimId} för ”${campaign}” är giltigt. Vad det ger följer av erbjudandets villkor.`,
      );
    case 'claim-rejected':
      return letter(
        `Ert anspråk har avvisats: ${campaign}`,
        to,
        `Ert anspråk ${notice.claimId} för ”${campaign}” har avvisats. ${reasons}`,
        until === ''
          ? 'Avslaget är slutgiltigt.'
          : `Om ni anser att det är fel kan ni överklaga en gång, före ${until}. Skriv till er kontaktperson och ange anspråket.`,
      );
    case 'returned':
      return letter(
        `Er betalning kunde inte sättas in: ${campaign}`,
        to,
        `Banken har ${notice.isRefused ? 'avvisat' : 'återsänt'} betalningen på ${amount} för ”${campaign}”, referens ${notice.endToEndId}.`,
        reasons === '' ? 'Den angav inget skäl.' : `Skälet: ${reasons}`,
        'Ni behöver inte göra något nu. Om vi behöver andra bankuppgifter får ni en fråga om det i ett eget meddelande.',
        ending,
      );
  }
};

function linkWords({ link }: Spoken): string {
  if (link === undefined) return '';
  return 'page' in link
    ? `Lämna dem på den här sidan. Länken är bara för er och gäller en gång:\n${link.page}`
    : `Er kod för det är bara för er och gäller en gång:\n${link.code}`;
}

function lastWords(notice: number, most: number): string {
  return notice < most ? '' : 'Det här är det sista meddelandet: utan dem kan beloppet annulleras och förverkas.';
}
