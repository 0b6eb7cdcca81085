import type { PayeeWords } from './payee-words.js';

export const SV: PayeeWords = {
  skip: 'Till innehållet',
  languages: 'Språk',
  error: 'Fel:',
  opening: {
    title: 'Bankuppgifter',
    text: 'Formuläret öppnas av sig självt. Om det inte gör det, fortsätt här; er länk gäller tills ni har bekräftat uppgifter.',
    go: 'Fortsätt till formuläret',
  },
  form: {
    title: 'Vart ska vi betala?',
    intro: (payer, campaign, partner) =>
      `${payer ?? 'Vi'} ber om det bankkonto som ${partner} ska få betalt till för ”${campaign}”.`,
    until: (deadline) => `Det kan göras en gång, till ${deadline}.`,
    steps: 'Alla fält behövs, om inte en anvisning säger annat. Ni får se allt en gång till innan det gäller.',
    errorsTitle: (count) => (count === 1 ? 'En uppgift måste rättas' : `${String(count)} uppgifter måste rättas`),
    typeAgain:
      'För säkerhets skull visar sidan aldrig kontonummer igen: skriv in kontonumret, och bankens clearingnummer om det finns, på nytt.',
    groups: { account: 'Kontot', bank: 'Banken och numret', person: 'Vem lämnar uppgifterna?' },
    labels: {
      accountKind: 'Vems konto är det?',
      accountName: 'Kontohavarens namn',
      bankCountry: 'Land där kontot finns',
      currency: 'Kontots valuta',
      iban: 'IBAN',
      accountNumber: 'Kontonummer',
      bic: 'BIC (SWIFT-kod)',
      clearingMemberId: 'Bankens clearingnummer',
      givenBy: 'Ert namn',
      contact: 'Er roll eller e-postadress',
    },
    hints: {
      accountKind: '',
      accountName: 'Som banken har det. Det jämförs med företagets registrerade namn.',
      bankCountry: '',
      currency: '',
      iban: 'För konton i länder som har IBAN, alltså hela Europa. Lämna det annars tomt.',
      accountNumber: 'Bara där landet inte har IBAN. I Mexiko CLABE.',
      bic: '8 eller 11 bokstäver och siffror.',
      clearingMemberId:
        'Bara i Australien (BSB), Hongkong, Indien (IFSC), Japan, Kanada (transit), Kina (CNAPS), Nya Zeeland, Singapore, Sydafrika, Taiwan och USA (routing number).',
      givenBy: 'Det sparas med uppgifterna.',
      contact: 'Så att vi vet vem vi kan fråga.',
    },
    kinds: { business: 'Företagets', personal: 'En persons' },
    personalMeans: {
      'rejects the claims':
        'Enligt kampanjens villkor betalas inget till en persons konto, och anspråken avslås om ett sådant lämnas.',
      'is asked again': 'Inget betalas till en persons konto: ni skulle få frågan om företagets igen.',
    },
    choose: 'Välj',
    submit: 'Se över allt en gång till',
  },
  faults: {
    missing: 'Fyll i det här.',
    choose: 'Välj ett alternativ.',
    'too-long': 'Det är längre än det kan vara.',
    'person-invalid': 'Skriv det med bokstäver ur ett alfabet och utan osynliga tecken.',
    'iban-illegal-character': 'Ett IBAN har bara bokstäverna A till Z och siffror.',
    'iban-country-code': 'Ett IBAN börjar med ett lands två bokstäver.',
    'iban-length': 'Detta IBAN har för många eller för få tecken för sitt land.',
    'iban-structure': 'Detta IBAN har bokstäver eller siffror där landet inte har några.',
    'iban-check-digits': 'Kontrollsiffrorna stämmer inte: ett eller flera tecken är fel eller har bytt plats.',
    'iban-national-check': 'Kontrollsiffrorna inne i kontonumret stämmer inte: jämför varje siffra.',
    'iban-unregistered': 'Det här landet har inga registrerade IBAN: ange kontonumret i stället.',
    'iban-required': 'Konton i det här landet har IBAN: ange det i fältet ovanför och lämna detta tomt.',
    'account-missing': 'Ange IBAN, eller kontonumret där landet inte har IBAN.',
    'account-twice': 'Ange antingen IBAN eller ett kontonummer, inte båda.',
    'account-invalid': 'Ett kontonummer har upp till 34 bokstäver och siffror.',
    'bic-invalid': 'En BIC har 8 eller 11 tecken: fyra bokstäver, landets två och två eller fem till.',
    'bic-test': 'Denna BIC är till för tester; betalningar når den inte.',
    'bic-asked': 'Betalningar från utlandet kräver bankens BIC: ange den.',
    'bank-missing': 'Ange bankens BIC.',
    'bank-code-asked': 'För konton i det här landet behövs clearingnumret: ange det.',
    'bank-code-invalid': 'Clearingnumret har inte den form som det har i landet, eller en siffra är fel.',
    'bank-code-not-asked': 'Konton i det här landet nås utan clearingnummer: lämna det tomt.',
    'bank-code-is-account': 'Det här är kontots nummer; banken har ett eget.',
    'name-invalid': 'Ange det namn som banken har på kontot.',
    'name-is-number': 'Ett nummer så långt som ett kontonummer hör inte hemma här.',
    'country-invalid': 'Välj ett land.',
    'country-disagrees': 'Kontot eller dess bank finns i ett annat land än det valda.',
    'currency-invalid': 'Välj en valuta.',
    other: 'Det kan inte användas som det är: jämför det med bankens uppgifter.',
  },
  review: {
    title: 'Stämmer allt?',
    lead: 'Inget har skickats ännu. Av kontot ser ni de sista fyra tecknen: jämför dem med bankens uppgifter.',
    labels: { account: 'Konto', registeredName: 'Företagets registrerade namn', bank: 'Bank' },
    names: {
      match: {
        title: 'Namnet stämmer',
        text: ['Kontots namn är företagets, så som vi har det registrerat.'],
      },
      'close-match': {
        title: 'Namnet stämmer nästan',
        text: ['Det skiljer sig lite från det registrerade. En person tittar på det, vilket kan ta längre tid.'],
      },
      'not-possible': {
        title: 'Namnet kan inte jämföras',
        text: ['De två namnen är skrivna med olika skrift. En person tittar på det, vilket kan ta längre tid.'],
      },
      'no-match': {
        title: 'Namnet stämmer inte',
        text: [
          'Kontots namn är inte företagets registrerade namn. Till ett sådant konto betalas inget: ert svar skulle avvisas, och tid gå förlorad.',
          'Gå tillbaka och ange ett konto som är företagets. Har det registrerade namnet ändrats, säg det till oss först.',
        ],
      },
    },
    doubts: {
      'bank-elsewhere': 'BIC:en hör till en bank i ett annat land än kontot.',
      'account-unusual': 'Kontonumret är längre eller kortare än de brukar vara i landet.',
    },
    doubtsTitle: 'Titta på det här en gång till',
    confirm: 'Bekräfta: det här är våra bankuppgifter',
    change: 'Ändra något',
    changeMeans: 'Formuläret kommer tillbaka ifyllt, utom numren.',
  },
  received: {
    title: 'Vi har era bankuppgifter',
    once: 'De har tagits emot en gång; att skicka formuläret igen eller öppna sidan igen ändrar inget.',
    reference: 'Referens',
    givenBy: 'Lämnade av',
    givenAt: 'Lämnade den',
    nextTitle: 'Vad som händer nu',
    next: (hours) => [
      'En andra person hos oss tittar på uppgifterna och godkänner dem, eller ber er om andra.',
      `För säkerhets skull betalas till dem tidigast ${hours} timmar efter godkännandet.`,
      'När betalningen går i väg får ni veta det med e-post.',
    ],
    notYouTitle: 'Var det inte ni?',
    notYou: (address) =>
      `Om varken ni eller ert företag har lämnat uppgifterna, säg det till oss genast${address === undefined ? ', på det sätt som ni alltid når oss' : `: ${address}`}, med referensen. Så länge de inte är godkända och väntetiden inte är över betalas inget till dem.`,
    done: 'Ni kan stänga sidan.',
  },
  refused: {
    unknown: {
      title: 'Länken är inte känd',
      text: [
        'Kanske kopierades den inte hel: den slutar med 43 bokstäver och siffror. Öppna den från vårt meddelande en gång till.',
      ],
    },
    used: {
      title: 'Länken har använts',
      text: [
        'Bankuppgifter har lämnats med den, och det går inte en andra gång. Om det var ni finns inget mer att göra.',
        'Om det inte var någon i ert företag, säg det till oss genast: inget betalas innan en andra person har godkänt uppgifterna och väntetiden är över.',
      ],
    },
    over: {
      title: 'Länken gäller inte längre',
      text: [
        'Dess tid är ute, eller så har en nyare skickats. Använd länken i vårt senaste meddelande; inget har tagits emot med den här.',
      ],
    },
    'no-session': {
      title: 'Öppna er länk igen',
      text: [
        'För säkerhets skull är sidan öppen bara en timme, i den webbläsare där länken öppnades, och den behöver dess kaka. Inget har tagits emot. Öppna länken i vårt meddelande igen; den gäller tills dess tid är ute.',
      ],
    },
    'too-many': {
      title: 'För många försök',
      text: ['Vänta en kvart och öppna sedan länken igen. Inget har tagits emot.'],
    },
    form: {
      title: 'Formuläret kan inte tas emot',
      text: [
        'Det kom inte från vår sida så som vi skickade det. Inget har tagits emot. Öppna länken i vårt meddelande igen.',
      ],
    },
  },
  ask: (address) =>
    address === undefined
      ? 'Be oss om en ny länk på det sätt som ni alltid når oss.'
      : `Skriv till ${address} för en ny länk.`,
};
