import type { PayeeWords } from './payee-words.js';

export const DE: PayeeWords = {
  skip: 'Zum Inhalt',
  languages: 'Sprache',
  error: 'Fehler:',
  opening: {
    title: 'Bankverbindung',
    text: 'Das Formular öffnet sich von selbst. Wenn nicht, geht es hier weiter; Ihr Link bleibt gültig, bis Sie eine Bankverbindung bestätigt haben.',
    go: 'Weiter zum Formular',
  },
  form: {
    title: 'Wohin dürfen wir zahlen?',
    intro: (payer, campaign, partner) =>
      `${payer === null ? 'Wir bitten' : `${payer} bittet`} um das Bankkonto, auf das ${partner} für „${campaign}“ Geld erhalten soll.`,
    until: (deadline) => `Das geht einmal, bis ${deadline}.`,
    steps:
      'Alle Felder werden gebraucht, außer wo ein Hinweis anderes sagt. Bevor etwas gilt, sehen Sie alles noch einmal.',
    errorsTitle: (count) =>
      count === 1 ? 'Eine Angabe ist zu berichtigen' : `${String(count)} Angaben sind zu berichtigen`,
    typeAgain:
      'Zur Sicherheit zeigt diese Seite Nummern von Konten nie wieder an: Bitte geben Sie die Kontonummer und gegebenenfalls die Bankleitzahl neu ein.',
    groups: { account: 'Das Konto', bank: 'Bank und Nummer', person: 'Wer macht diese Angaben?' },
    labels: {
      accountKind: 'Wessen Konto ist es?',
      accountName: 'Name des Kontoinhabers',
      bankCountry: 'Land, in dem das Konto geführt wird',
      currency: 'Währung des Kontos',
      iban: 'IBAN',
      accountNumber: 'Kontonummer',
      bic: 'BIC (SWIFT-Code)',
      clearingMemberId: 'Bankleitzahl',
      givenBy: 'Ihr Name',
      contact: 'Ihre Funktion oder Ihre E-Mail-Adresse',
    },
    hints: {
      accountKind: '',
      accountName: 'Wie ihn die Bank führt. Er wird mit dem eingetragenen Namen Ihres Unternehmens verglichen.',
      bankCountry: '',
      currency: '',
      iban: 'Für Konten in Ländern mit IBAN, also in ganz Europa. Sonst leer lassen.',
      accountNumber: 'Nur wo das Land keine IBAN hat. In Mexiko die CLABE.',
      bic: '8 oder 11 Buchstaben und Ziffern.',
      clearingMemberId:
        'Nur in Australien (BSB), China (CNAPS), Hongkong, Indien (IFSC), Japan, Kanada (Transit), Neuseeland, Singapur, Südafrika, Taiwan und den USA (Routing Number).',
      givenBy: 'Er wird mit den Angaben festgehalten.',
      contact: 'Damit wir wissen, wen wir fragen können.',
    },
    kinds: { business: 'Das des Unternehmens', personal: 'Das einer Person' },
    personalMeans: {
      'rejects the claims':
        'Nach den Bedingungen der Kampagne wird auf das Konto einer Person nicht gezahlt; wird eines angegeben, sind die Ansprüche abgelehnt.',
      'is asked again':
        'Auf das Konto einer Person wird nicht gezahlt: Sie würden erneut nach dem des Unternehmens gefragt.',
    },
    choose: 'Bitte wählen',
    submit: 'Alles noch einmal ansehen',
  },
  faults: {
    missing: 'Bitte ausfüllen.',
    choose: 'Bitte auswählen.',
    'too-long': 'Das ist länger, als es sein kann.',
    'person-invalid': 'Bitte in Buchstaben einer Schrift und ohne unsichtbare Zeichen angeben.',
    'iban-illegal-character': 'Eine IBAN hat nur die Buchstaben A bis Z und Ziffern.',
    'iban-country-code': 'Eine IBAN beginnt mit den zwei Buchstaben eines Landes.',
    'iban-length': 'Diese IBAN hat für ihr Land zu viele oder zu wenige Zeichen.',
    'iban-structure': 'Diese IBAN hat Buchstaben oder Ziffern, wo es in ihrem Land keine gibt.',
    'iban-check-digits': 'Die Prüfziffern stimmen nicht: Ein oder mehrere Zeichen sind falsch oder vertauscht.',
    'iban-national-check': 'Die Prüfziffern in der Kontonummer stimmen nicht: Bitte vergleichen Sie jede Ziffer.',
    'iban-unregistered': 'Dieses Land hat keine registrierten IBANs: Bitte geben Sie stattdessen die Kontonummer an.',
    'iban-required': 'Konten in diesem Land haben eine IBAN: Bitte oben angeben und dieses Feld leer lassen.',
    'account-missing': 'Bitte geben Sie die IBAN an, oder die Kontonummer, wo das Land keine IBAN hat.',
    'account-twice': 'Bitte geben Sie entweder die IBAN oder eine Kontonummer an, nicht beide.',
    'account-invalid': 'Eine Kontonummer hat bis zu 34 Buchstaben und Ziffern.',
    'bic-invalid': 'Ein BIC hat 8 oder 11 Zeichen: vier Buchstaben, zwei des Landes und zwei oder fünf weitere.',
    'bic-test': 'Dieser BIC dient nur zum Testen; Zahlungen erreichen ihn nicht.',
    'bic-asked': 'Zahlungen aus dem Ausland brauchen den BIC Ihrer Bank: Bitte angeben.',
    'bank-missing': 'Bitte geben Sie den BIC Ihrer Bank an.',
    'bank-code-asked': 'Für Konten in diesem Land wird die Bankleitzahl gebraucht: Bitte angeben.',
    'bank-code-invalid': 'Die Bankleitzahl hat nicht die Form dieses Landes, oder eine Ziffer ist falsch.',
    'bank-code-not-asked': 'Konten in diesem Land werden ohne Bankleitzahl erreicht: Bitte leer lassen.',
    'bank-code-is-account': 'Das ist die Nummer des Kontos; die Bank hat eine eigene.',
    'name-invalid': 'Bitte geben Sie den Namen an, auf den die Bank das Konto führt.',
    'name-is-number': 'Eine Nummer, so lang wie eine Kontonummer, gehört nicht hierher.',
    'country-invalid': 'Bitte wählen Sie ein Land.',
    'country-disagrees': 'Das Konto oder seine Bank liegt in einem anderen Land als dem gewählten.',
    'currency-invalid': 'Bitte wählen Sie eine Währung.',
    other: 'So kann das nicht verwendet werden: Bitte vergleichen Sie es mit den Angaben Ihrer Bank.',
  },
  review: {
    title: 'Stimmt alles?',
    lead: 'Noch ist nichts gesendet. Vom Konto sehen Sie die letzten vier Zeichen: Vergleichen Sie sie mit den Angaben Ihrer Bank.',
    labels: { account: 'Konto', registeredName: 'Eingetragener Name Ihres Unternehmens', bank: 'Bank' },
    names: {
      match: {
        title: 'Der Name stimmt überein',
        text: ['Der Name des Kontos ist der Ihres Unternehmens, wie er bei uns eingetragen ist.'],
      },
      'close-match': {
        title: 'Der Name stimmt beinahe überein',
        text: ['Er weicht ein wenig vom eingetragenen ab. Jemand sieht es sich an; das kann länger dauern.'],
      },
      'not-possible': {
        title: 'Der Name kann nicht verglichen werden',
        text: ['Die beiden Namen stehen in verschiedenen Schriften. Jemand sieht es sich an; das kann länger dauern.'],
      },
      'no-match': {
        title: 'Der Name stimmt nicht überein',
        text: [
          'Der Name des Kontos ist nicht der eingetragene Name Ihres Unternehmens. Auf ein solches Konto wird nicht gezahlt: Ihre Antwort würde abgelehnt, und Zeit ginge verloren.',
          'Gehen Sie zurück und geben Sie ein Konto des Unternehmens an. Hat sich der eingetragene Name geändert, sagen Sie es uns zuerst.',
        ],
      },
    },
    doubts: {
      'bank-elsewhere': 'Der BIC gehört einer Bank in einem anderen Land als das Konto.',
      'account-unusual': 'Die Kontonummer ist länger oder kürzer als in diesem Land üblich.',
    },
    doubtsTitle: 'Bitte sehen Sie noch einmal nach',
    confirm: 'Bestätigen: Das ist unsere Bankverbindung',
    change: 'Etwas ändern',
    changeMeans: 'Das Formular kommt ausgefüllt zurück, nur ohne die Nummern.',
  },
  received: {
    title: 'Wir haben Ihre Bankverbindung',
    once: 'Sie wurde einmal erfasst; das Formular noch einmal zu senden oder diese Seite noch einmal zu öffnen ändert nichts.',
    reference: 'Aktenzeichen',
    givenBy: 'Angegeben von',
    givenAt: 'Angegeben am',
    nextTitle: 'Wie es weitergeht',
    next: (hours) => [
      'Eine zweite Person sieht sich die Angaben an und genehmigt sie, oder bittet Sie um andere.',
      `Zur Sicherheit wird frühestens ${hours} Stunden nach der Genehmigung darauf gezahlt.`,
      'Wenn die Zahlung hinausgeht, erfahren Sie es per E-Mail.',
    ],
    notYouTitle: 'Waren Sie das nicht?',
    notYou: (address) =>
      `Wenn weder Sie noch Ihr Unternehmen diese Angaben gemacht haben, sagen Sie es uns sofort${address === undefined ? ' auf dem Weg, auf dem Sie uns immer erreichen,' : `: ${address},`} mit dem Aktenzeichen. Solange sie nicht genehmigt sind und die Wartezeit läuft, wird nichts darauf gezahlt.`,
    done: 'Sie können diese Seite schließen.',
  },
  refused: {
    unknown: {
      title: 'Dieser Link ist nicht bekannt',
      text: [
        'Vielleicht wurde er nicht ganz kopiert: Er endet mit 43 Buchstaben und Ziffern. Öffnen Sie ihn noch einmal aus unserer Nachricht.',
      ],
    },
    used: {
      title: 'Dieser Link wurde benutzt',
      text: [
        'Mit ihm wurde eine Bankverbindung angegeben; ein zweites Mal geht das nicht. Wenn Sie das waren, ist nichts mehr zu tun.',
        'Wenn es niemand aus Ihrem Unternehmen war, sagen Sie es uns sofort: Nichts wird gezahlt, bevor eine zweite Person die Angaben genehmigt hat und die Wartezeit vorbei ist.',
      ],
    },
    over: {
      title: 'Dieser Link ist abgelaufen',
      text: [
        'Seine Zeit ist vorbei, oder es wurde ein neuerer geschickt. Benutzen Sie den Link unserer letzten Nachricht; mit diesem wurde nichts erfasst.',
      ],
    },
    'no-session': {
      title: 'Bitte öffnen Sie Ihren Link noch einmal',
      text: [
        'Zur Sicherheit bleibt diese Seite nur eine Stunde offen, in dem Browser, in dem der Link geöffnet wurde, und braucht dessen Cookie. Nichts wurde erfasst. Öffnen Sie den Link unserer Nachricht noch einmal; er gilt, bis seine Zeit vorbei ist.',
      ],
    },
    'too-many': {
      title: 'Zu viele Versuche',
      text: ['Bitte warten Sie eine Viertelstunde und öffnen Sie den Link dann noch einmal. Nichts wurde erfasst.'],
    },
    form: {
      title: 'Dieses Formular kann nicht angenommen werden',
      text: [
        'Es kam nicht so von unserer Seite, wie wir es gesendet haben. Nichts wurde erfasst. Öffnen Sie den Link unserer Nachricht noch einmal.',
      ],
    },
  },
  ask: (address) =>
    address === undefined
      ? 'Um einen neuen Link bitten Sie uns auf dem Weg, auf dem Sie uns immer erreichen.'
      : `Für einen neuen Link schreiben Sie an ${address}.`,
};
