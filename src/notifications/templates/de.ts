import type { ForfeitedBecause } from '../notice.js';
import { letter, type Spoken, type Template } from './template.js';

const BECAUSE: Readonly<Record<ForfeitedBecause, string>> = {
  'no-bank-details': 'Nach der letzten Mitteilung hatten wir keine Bankdaten, an die wir zahlen konnten.',
  'payment-failed': 'Eine Zahlung scheiterte an den Bankdaten, und andere kamen nicht rechtzeitig.',
  'personal-account':
    'Das angegebene Konto gehört einer Person und nicht dem Unternehmen; nach den Bedingungen sind die Ansprüche damit abgelehnt.',
  'not-paid-again': 'Eine Zahlung ist gescheitert, und es wurde entschieden, dass sie nicht wiederholt wird.',
  'below-minimum': 'Der Betrag liegt unter der Mindestauszahlung der Kampagne.',
  'carry-expired': 'Er wurde bis zum letzten Tag vorgetragen und hat die Mindestauszahlung nie erreicht.',
};

const NEAR = {
  registration: 'Registrierung',
  claim: 'Anträge',
  proof: 'Leistungsnachweis',
  appeal: 'Einspruch',
} as const;

const STILL_OPEN = {
  registration:
    'Sie haben Kunden, die eine Prämie bringen können, und Ihr Unternehmen ist für das Angebot noch nicht registriert.',
  claim: 'Sie haben Kunden, die eine Prämie bringen können, und für sie liegt uns noch kein Antrag vor.',
  proof: 'Sie haben Kunden, die eine Prämie bringen können, und Ihr Leistungsnachweis liegt uns noch nicht vor.',
} as const;

/** What a mail looks like that is written in German. */
export const german: Template = (notice, spoken) => {
  const { campaign, partner, amount, until, reasons } = spoken;
  const to = `An ${partner}`;
  const ending =
    'Niemand wird Sie je in einer E-Mail nach Bankdaten fragen. Bitte antworten Sie auf diese Nachricht nicht mit solchen.';
  switch (notice.kind) {
    case 'potential-payment':
      return letter(
        `Eine mögliche Zahlung: ${campaign}`,
        to,
        `Nach dem heutigen Stand sollen Ihnen aus „${campaign}“ ${amount} gezahlt werden, bis ${until}.`,
        'Das ist noch keine Zahlung: Sie hängt noch von den Bedingungen der Kampagne ab, von Bankdaten, an die wir zahlen können, und von dem, was bis dahin bekannt wird.',
        ending,
      );
    case 'details-wanted':
      return letter(
        `Ihre Bankdaten werden gebraucht (${String(notice.notice)} von ${String(notice.mostNotices)}): ${campaign}`,
        to,
        notice.cause === 'payment-failed'
          ? `Eine Zahlung für „${campaign}“ war mit den Bankdaten, die wir haben, nicht möglich. Wir brauchen andere.`
          : `Eine Zahlung für „${campaign}“ wartet, und wir haben keine Bankdaten Ihres Unternehmens, an die wir sie senden könnten.`,
        linkWords(spoken),
        `Bitte geben Sie sie an vor: ${until}. ${lastWords(notice.notice, notice.mostNotices)}`,
        ending,
      );
    case 'details-refused':
      return letter(
        `Ihre Bankdaten konnten nicht verwendet werden: ${campaign}`,
        to,
        `Die Bankdaten, die Sie für „${campaign}“ angegeben haben, konnten nicht freigegeben werden. Bitte geben Sie andere an.`,
        linkWords(spoken),
        `Das ist möglich vor: ${until}.`,
        ending,
      );
    case 'about-to-be-forfeited':
      return letter(
        `Ihre Zahlung verfällt demnächst: ${campaign}`,
        to,
        `Wir haben für „${campaign}“ noch immer keine Bankdaten, an die wir zahlen können. Was zahlbar ist, wird storniert und verfällt, wenn keine kommen vor: ${until}.`,
        spoken.link === undefined
          ? 'Bitte verwenden Sie den Link oder Code unserer letzten Mitteilung.'
          : linkWords(spoken),
        ending,
      );
    case 'forfeited':
      return letter(
        `Verfallen: ${campaign}`,
        to,
        `${amount} aus „${campaign}“ werden nicht gezahlt. ${BECAUSE[notice.because]}`,
        'Wenn Sie das für falsch halten, schreiben Sie bitte Ihrem Ansprechpartner.',
      );
    case 'paid':
      return letter(
        `Gezahlt: ${campaign}`,
        to,
        `${amount} für „${campaign}“ wurden gezahlt. Die Referenz der Zahlung ist ${notice.endToEndId}.`,
        'Bis zur Gutschrift kann Ihre Bank einige Tage brauchen.',
      );
    case 'claim-received':
      return letter(
        `Ein Antrag ist eingegangen: ${campaign}`,
        to,
        `Ihr Antrag ${notice.claimId} für „${campaign}“ ist eingegangen. Diese Bestätigung ist vorläufig: ob der Antrag gültig ist, teilen wir Ihnen vor ${until} mit.`,
      );
    case 'deadline-near':
      return letter(
        `${NEAR[notice.about]} vor ${until}: ${campaign}`,
        to,
        notice.about === 'appeal'
          ? `Gegen die Ablehnung Ihres Antrags ${notice.claimId ?? ''} für „${campaign}“ können Sie einmal Einspruch einlegen, vor ${until}. Danach ist sie endgültig.`
          : `${STILL_OPEN[notice.about]} Das ist vor ${until} möglich; was später kommt, zählt für „${campaign}“ nicht.`,
        'Haben Sie das schon getan, brauchen Sie nichts weiter zu tun.',
      );
    case 'question-answered':
      return letter(
        `Ihre Frage wurde beantwortet: ${campaign}`,
        to,
        `Wir haben Ihre Frage ${String(notice.question)} zu ${spoken.customer} in „${campaign}“ beantwortet. Melden Sie sich an, um die Antwort auf der Seite dieses Kunden zu lesen.`,
      );
    case 'claim-valid':
      return letter(
        `Ihr Antrag ist gültig: ${campaign}`,
        to,
        `Ihr Antrag ${notice.claimId} für „${campaign}“ ist gültig. Was sich daraus ergibt, folgt aus den Bedingungen des Angebots.`,
      );
    case 'claim-rejected':
      return letter(
        `Ihr Antrag wurde abgelehnt: ${campaign}`,
        to,
        `Ihr Antrag ${notice.claimId} für „${campaign}“ wurde abgelehnt. ${reasons}`,
        until === ''
          ? 'Die Ablehnung ist endgültig.'
          : `Wenn Sie das für falsch halten, können Sie einmal Einspruch einlegen, vor ${until}. Schreiben Sie an Ihre Kontaktperson und nennen Sie den Antrag.`,
      );
    case 'returned':
      return letter(
        `Ihre Zahlung konnte nicht gutgeschrieben werden: ${campaign}`,
        to,
        `Die Bank hat die Zahlung von ${amount} für „${campaign}“ ${notice.isRefused ? 'abgelehnt' : 'zurückgegeben'}, Referenz ${notice.endToEndId}.`,
        reasons === '' ? 'Einen Grund nannte sie nicht.' : `Der Grund: ${reasons}`,
        'Sie müssen jetzt nichts tun. Brauchen wir andere Bankdaten, werden Sie in einer eigenen Nachricht danach gefragt.',
        ending,
      );
  }
};

function linkWords({ link }: Spoken): string {
  if (link === undefined) return '';
  return 'page' in link
    ? `Geben Sie sie auf dieser Seite an. Der Link ist nur für Sie und gilt einmal:\n${link.page}`
    : `Ihr Code dafür ist nur für Sie und gilt einmal:\n${link.code}`;
}

function lastWords(notice: number, most: number): string {
  return notice < most
    ? ''
    : 'Dies ist die letzte Mitteilung: Ohne sie kann der Betrag storniert werden und verfallen.';
}
