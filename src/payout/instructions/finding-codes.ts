/**
 * Everything that can be said against a payment order: a stable code, whether it stops the release, and the next step.
 * A code is never reused. The bank's own reason code, where there is one, stands in brackets, so that a rejection can be
 * traced to the check that should have come first.
 */
export const FINDING_CODES = {
  // Values of any field
  VALUE_MISSING: error('Give the value.'),
  VALUE_TOO_LONG: error('Shorten it; texts are cut by the transliteration.'),
  TEXT_CHARACTERS: error('Transliterate the text before it goes into the order.'),
  TEXT_MAY_BE_CONVERTED: warning(
    'Ask the bank whether it keeps the character, or replace it: a bank that converts to MT writes a dot.',
  ),
  REFERENCE_CHARACTERS: error("Make references of letters, digits and / - ? : ( ) . , ' + only."),
  REFERENCE_SLASH: error('Do not begin or end a reference with a slash, nor write two in a row.'),
  REFERENCE_BLANK: error('Do not begin or end a reference with a blank: it would come back without.'),
  REFERENCE_NOT_UNIQUE: error('Give every payment and block an id of its own (DU02 to DU05).'),
  END_TO_END_ID_RESERVED: error('Give an id of ours: banks write this word where there is none.'),
  UETR_FORMAT: error('Make a random UUID of version 4 and write it in lower case.'),

  // Counts and sums
  ORDER_EMPTY: error('Release no file without payments.'),
  BLOCK_EMPTY: error('Leave out blocks without payments.'),
  COUNT_FORMAT: error('State the count as a whole number of at least 1.'),
  COUNT_DISAGREES: error('Count the payments again; the bank refuses the file otherwise (AM18).'),
  CONTROL_SUM_FORMAT: error('State the sum as a plain decimal, or split the file.'),
  CONTROL_SUM_DISAGREES: error('Add the amounts again; the bank refuses the file otherwise (AM10).'),
  CREATION_TIME_FORMAT: error('Take the instant from the clock port.'),

  // Amounts
  AMOUNT_NOT_POSITIVE: error('Leave the payment out, or set it off against a later one (AM01).'),
  AMOUNT_DECIMALS: error('Round to the minor unit of the currency where the payout is decided (CH20).'),
  AMOUNT_DIGITS: error('Split the payment.'),
  AMOUNT_CURRENCY: error('Pay in a currency of ISO 4217 that is in use for payments (AM11).'),
  BLOCK_CURRENCIES_MIXED: error('Make one block for each currency.'),

  // Execution date
  EXECUTION_DATE_FORMAT: error('Give a day as YYYY-MM-DD.'),
  EXECUTION_DATE_PAST: error('Choose today or a later banking day (DT01).'),
  EXECUTION_DATE_NOT_BANKING_DAY: error('Choose a day on which the bank works (DT03).'),

  // Kind of payment
  PAYMENT_TYPE_AT_BOTH_LEVELS: error('Give the payment type on the block or on its payments.'),
  SERVICE_LEVEL_UNKNOWN: error('Use a service level of ISO 20022, for example URGP or NURG.'),
  CATEGORY_PURPOSE_UNKNOWN: error('Use a category purpose of ISO 20022, for example SUPP.'),
  PURPOSE_UNKNOWN: error(
    "Use a purpose of ISO 20022, for example REBT; a regulator's code goes into a regulatory report.",
  ),
  CHARGE_BEARER_UNKNOWN: error('Use DEBT, SHAR, CRED, or SLEV for SEPA (BE19).'),
  SEPA_CHARGE_BEARER: error('Use SLEV with the service level SEPA.'),
  SLEV_WITHOUT_SEPA: error('Use DEBT, SHAR or CRED, or the service level SEPA.'),
  SEPA_CURRENCY: error('Pay EUR, or use another service level.'),
  SEPA_ACCOUNT: error('Use another service level: SEPA reaches IBANs of its own countries only.'),
  INITIATING_PARTY_SCHEME: error('Use BANK or CUST, as the bank said.'),

  // Addresses
  ADDRESS_MISSING: error('Ask the party for its address (BE04, BE07).'),
  ADDRESS_LINES_ALONE: error('Move at least town and country into their own fields (BE04, RR03).'),
  ADDRESS_TOWN_MISSING: error('Give the town in its own field (BE04).'),
  ADDRESS_COUNTRY_MISSING: error('Give the country in its own field (BE04).'),
  ADDRESS_COUNTRY_UNKNOWN: error('Use a country code of ISO 3166 (BE09 to BE11).'),
  ADDRESS_TOO_MANY_LINES: error(
    'Move parts into their own fields until two lines are left; the schema passes seven, banks do not.',
  ),
  ADDRESS_LINES_NOT_TAKEN: error('Move every part into its own field: this bank takes no lines.'),
  ADDRESS_LINE_REPEATS: error('Take out of the line what its own field already says.'),
  ADDRESS_PART_ASKED: warning('Give it where it is known: banks ask for it in this country.'),

  // Accounts and banks
  ACCOUNT_FORM: error('Give either an IBAN or another account number.'),
  IBAN_INVALID: error('Ask the account holder for the IBAN again (AC01).'),
  IBAN_COUNTRY_UNREGISTERED: error(
    'Give the number as another account number: the IBAN registry does not list the country.',
  ),
  IBAN_REQUIRED: error('Ask for the IBAN: accounts in this country have one (AC01).'),
  ACCOUNT_SCHEME_UNKNOWN: error('Leave the scheme out, or use BBAN, UPIC, CUID or AIIN.'),
  ACCOUNT_CURRENCY: error('Use a currency code of ISO 4217.'),
  ACCOUNT_FORMAT_UNUSUAL: warning("Compare the number with the payee's papers, or ask the bank."),
  BIC_INVALID: error('Ask for the BIC again (RC01, RC05).'),
  BIC_IS_TEST: error('Ask for the BIC in use: money is never sent to a test BIC.'),
  BIC_COUNTRY_DISAGREES: warning(
    'Make sure that account and bank belong together; where they disagree the bank follows one of them.',
  ),
  AGENT_MISSING: error('Give the BIC, or the clearing system and the number in it (RC02).'),
  AGENT_NAME_WITH_BIC: error('Leave name and address of the bank out: the BIC stands for them.'),
  AGENT_NAME_MISSING: error('Give the name of the bank, since it has no BIC and the banks are not all in one country.'),
  AGENT_BIC_ASKED: warning('Ask for the BIC: banks want it for this country.'),
  AGENT_CLEARING_ASKED: warning('Ask for the number in the national clearing: banks want it for this country.'),
  CLEARING_SYSTEM_UNKNOWN: error('Use a clearing system of ISO 20022, for example USABA.'),
  CLEARING_MEMBER_INVALID: error('Ask for the number of the bank in its clearing again (RC08, RC09).'),
  CLEARING_COUNTRY_DISAGREES: warning('Make sure that both name the same bank: where they disagree the BIC wins.'),
  TOO_MANY_INTERMEDIARIES: error('Name at most three correspondent banks.'),
  LEI_INVALID: error('Ask for the LEI again, or leave it out.'),

  // What goes along
  REMITTANCE_FORM: error('Give either a text or a creditor reference.'),
  CREDITOR_REFERENCE_INVALID: error('Ask the payee for the RF reference again, or send it as text (RR09).'),
  PURPOSE_ASKED: warning('Give a purpose: banks ask for it in this country.'),
  REGULATORY_REPORT_ASKED: warning('Give a regulatory report: the country asks for one (RR05).'),
  REGULATORY_REPORT_INDICATOR: error('Say whose side the report concerns: CRED, DEBT or BOTH.'),
  TOO_MANY_REGULATORY_REPORTS: error('Give at most ten reports.'),
} as const satisfies Readonly<Record<string, FindingRule>>;

export type FindingCode = keyof typeof FINDING_CODES;

export type Severity = 'error' | 'warning';

interface FindingRule {
  readonly severity: Severity;
  readonly next: string;
}

/** The order must not be released. */
function error(next: string): FindingRule {
  return { severity: 'error', next };
}

/** A person should look at it; the order may be released. */
function warning(next: string): FindingRule {
  return { severity: 'warning', next };
}
