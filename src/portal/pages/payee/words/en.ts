import type { PayeeWords } from './payee-words.js';

export const EN: PayeeWords = {
  skip: 'To the content',
  languages: 'Language',
  error: 'Error:',
  opening: {
    title: 'Bank details',
    text: 'The form opens by itself. Where it does not, go on here; your link stays as it is until you have confirmed details.',
    go: 'Go on to the form',
  },
  form: {
    title: 'Where are we to pay you?',
    intro: (payer, campaign, partner) =>
      `${payer === null ? 'We ask' : `${payer} asks`} for the bank account to which ${partner} is to be paid for “${campaign}”.`,
    until: (deadline) => `This can be done once, until ${deadline}.`,
    steps:
      'All fields are asked for except where a hint says otherwise. You look at everything once more before it is final.',
    errorsTitle: (count) =>
      count === 1 ? 'One thing has to be corrected' : `${String(count)} things have to be corrected`,
    typeAgain:
      'For safety this page never shows numbers of accounts again: please type the account number, and the bank code if there is one, anew.',
    groups: { account: 'The account', bank: 'The bank and the number', person: 'Who gives these details' },
    labels: {
      accountKind: 'Whose account is it?',
      accountName: 'Name of the account holder',
      bankCountry: 'Country in which the account is held',
      currency: 'Currency of the account',
      iban: 'IBAN',
      accountNumber: 'Account number',
      bic: 'BIC (SWIFT code)',
      clearingMemberId: 'Bank code',
      givenBy: 'Your name',
      contact: 'Your role, or your e-mail address',
    },
    hints: {
      accountKind: '',
      accountName: 'As the bank has it. It is compared with the registered name of your company.',
      bankCountry: '',
      currency: '',
      iban: 'For accounts in countries that have IBANs, as all of Europe. Leave it empty elsewhere.',
      accountNumber: 'Only where the country has no IBAN. In Mexico the CLABE.',
      bic: '8 or 11 letters and digits.',
      clearingMemberId:
        'Only in Australia (BSB), Canada (transit), China (CNAPS), Hong Kong, India (IFSC), Japan, New Zealand, Singapore, South Africa, Taiwan and the United States (routing number).',
      givenBy: 'It is recorded with the details.',
      contact: 'So that we know whom to ask.',
    },
    kinds: { business: 'The company’s', personal: 'A person’s' },
    personalMeans: {
      'rejects the claims':
        'By the terms of the campaign a person’s account is not paid to, and giving one rejects the claims.',
      'is asked again': 'A person’s account is not paid to: you would be asked for the company’s again.',
    },
    choose: 'Please choose',
    submit: 'Look at it once more',
  },
  faults: {
    missing: 'Please fill this in.',
    choose: 'Please choose one.',
    'too-long': 'This is longer than it can be.',
    'person-invalid': 'Please give it in letters of one script, without hidden characters.',
    'iban-illegal-character': 'An IBAN has letters A to Z and digits only.',
    'iban-country-code': 'An IBAN begins with the two letters of a country.',
    'iban-length': 'This IBAN has too many or too few characters for its country.',
    'iban-structure': 'This IBAN has letters or digits where its country has none.',
    'iban-check-digits': 'The check digits do not agree: one or more characters are wrong or changed places.',
    'iban-national-check': 'The check digits inside the account number do not agree: please compare each digit.',
    'iban-unregistered': 'This country has no registered IBANs: please give the account number instead.',
    'iban-required':
      'Accounts in this country have an IBAN: please give it in the field above, and leave this one empty.',
    'account-missing': 'Please give the IBAN, or the account number where the country has no IBAN.',
    'account-twice': 'Please give either the IBAN or an account number, not both.',
    'account-invalid': 'An account number has up to 34 letters and digits.',
    'bic-invalid': 'A BIC has 8 or 11 characters: four letters, two of the country, and two or five more.',
    'bic-test': 'This BIC is one for tests; payments do not reach it.',
    'bic-asked': 'Payments from abroad need the BIC of your bank: please give it.',
    'bank-missing': 'Please give the BIC of your bank.',
    'bank-code-asked': 'For accounts in this country the bank code is needed: please give it.',
    'bank-code-invalid': 'The bank code has not the form that it has in this country, or a digit is wrong.',
    'bank-code-not-asked': 'Accounts in this country are reached without a bank code: please leave it empty.',
    'bank-code-is-account': 'This is the number of the account; the bank has a number of its own.',
    'name-invalid': 'Please give the name in which the bank holds the account.',
    'name-is-number': 'A number as long as an account number does not belong here.',
    'country-invalid': 'Please choose a country.',
    'country-disagrees': 'The account or its bank is in another country than the one chosen.',
    'currency-invalid': 'Please choose a currency.',
    other: 'This cannot be used as it is: please compare it with what your bank says.',
  },
  review: {
    title: 'Is everything right?',
    lead: 'Nothing has been sent yet. Of the account you see the last four characters: compare them with what your bank gave you.',
    labels: { account: 'Account', registeredName: 'Registered name of your company', bank: 'Bank' },
    names: {
      match: {
        title: 'The name matches',
        text: ['The name of the account is that of your company, as we have it registered.'],
      },
      'close-match': {
        title: 'The name matches nearly',
        text: ['It differs a little from the registered name. A person will look at it, which may take longer.'],
      },
      'not-possible': {
        title: 'The name cannot be compared',
        text: ['The two names are written in different scripts. A person will look at it, which may take longer.'],
      },
      'no-match': {
        title: 'The name does not match',
        text: [
          'The name of the account is not the registered name of your company. Such an account is not paid to: your answer would be refused, and time would be lost.',
          'Go back and give an account of the company. Where its registered name has changed, tell us first.',
        ],
      },
    },
    doubts: {
      'bank-elsewhere': 'The BIC is one of a bank in another country than the account.',
      'account-unusual': 'The account number is longer or shorter than they usually are in this country.',
    },
    doubtsTitle: 'Please look at this again',
    confirm: 'Confirm: these are our bank details',
    change: 'Change something',
    changeMeans: 'The form comes back filled in, except for the numbers.',
  },
  received: {
    title: 'We have your bank details',
    once: 'They were entered once; sending the form again, or opening this page again, changes nothing.',
    reference: 'Reference',
    givenBy: 'Given by',
    givenAt: 'Given on',
    nextTitle: 'What happens now',
    next: (hours) => [
      'A second person here looks at the details and approves them, or asks you for others.',
      `For safety they are paid to ${hours} hours after the approval at the earliest.`,
      'When the payment leaves you are told by mail.',
    ],
    notYouTitle: 'Was it not you?',
    notYou: (address) =>
      `If you or your company did not give these details, tell us at once${address === undefined ? ', in the way you always reach us' : `: ${address}`}, with the reference. Until they are approved and the waiting time is over, nothing is paid to them.`,
    done: 'You can close this page.',
  },
  refused: {
    unknown: {
      title: 'This link is not known',
      text: [
        'Perhaps it was not copied whole: it ends with 43 letters and digits. Open it from our message once more.',
      ],
    },
    used: {
      title: 'This link has been used',
      text: [
        'Bank details were given by it, and nothing can be given by it a second time. If it was you, there is nothing more to do.',
        'If it was nobody of your company, tell us at once: nothing is paid before a second person has approved the details and the waiting time is over.',
      ],
    },
    over: {
      title: 'This link is over',
      text: [
        'Its time has passed, or a newer link was sent in its place. Use the link of our last message; nothing was entered by this one.',
      ],
    },
    'no-session': {
      title: 'Please open your link again',
      text: [
        'For safety this page stays open for an hour only, in the browser in which the link was opened, and needs its cookie. Nothing was entered. Open the link of our message again; it still works until its time is over.',
      ],
    },
    'too-many': {
      title: 'Too many tries',
      text: ['Please wait a quarter of an hour, then open the link again. Nothing was entered.'],
    },
    form: {
      title: 'This form cannot be taken',
      text: ['It did not come from our page as we sent it. Nothing was entered. Open the link of our message again.'],
    },
  },
  ask: (address) =>
    address === undefined
      ? 'For a new link ask us in the way you always reach us.'
      : `For a new link write to ${address}.`,
};
