import { checkBic, checkClearingMember } from '../account-checks/index.js';
import { checkPostalAddress, type AddressForms } from './check-postal-address.js';
import { checkText } from './check-text.js';
import { at, quoted, type Report } from './finding.js';
import type { Agent, ClearingMember } from './payment-order.js';

/**
 * Checks a bank by itself: a BIC in use, a number in its clearing, or both, and nothing beside the BIC that it already
 * stands for. Source: payment-file contract section 3, `CdtrAgt`.
 *
 * @returns the country of the bank where it can be told; that of the BIC, which wins
 */
export function checkAgent(report: Report, path: string, agent: Agent, forms: AddressForms): string | undefined {
  const { bic, clearingMember, name, address } = agent;
  if (bic === undefined && clearingMember === undefined) {
    report('AGENT_MISSING', path, 'a BIC or a number in a national clearing', 'neither');
  }
  const bicCountry = bic === undefined ? undefined : checkBicField(report, at(path, 'bic'), bic);
  const clearingCountry =
    clearingMember === undefined ? undefined : checkMember(report, at(path, 'clearingMember'), clearingMember);
  checkOneCountry(report, path, bicCountry, clearingCountry);
  if (bic !== undefined && (name !== undefined || address !== undefined)) {
    const found = name === undefined ? 'an address' : 'a name';
    report('AGENT_NAME_WITH_BIC', path, 'no name and no address beside the BIC', found);
  }
  if (name !== undefined) checkText(report, at(path, 'name'), name, 'Max140Text');
  if (address !== undefined) checkPostalAddress(report, at(path, 'address'), address, forms);
  return bicCountry ?? clearingCountry;
}

/** @returns the country of a BIC that is right in form */
export function checkBicField(report: Report, path: string, text: string): string | undefined {
  const check = checkBic(text);
  if (!check.valid) {
    // An account number in the wrong column is the likeliest thing to be found here.
    report('BIC_INVALID', path, check.expected, `${quoted(text)} (${check.fault})`);
    return undefined;
  }
  if (check.bic.test) report('BIC_IS_TEST', path, 'a BIC whose eighth character is not 0', quoted(text));
  return check.bic.country;
}

/**
 * Without a BIC a bank is named and has an address, unless all banks of the payment are in one country.
 *
 * @param countries of the debtor's bank, the correspondents and this bank; `undefined` where one cannot be told
 */
export function checkAgentIsNamed(
  report: Report,
  path: string,
  { bic, clearingMember, name, address }: Agent,
  countries: readonly (string | undefined)[],
): void {
  const oneCountry = countries[0] !== undefined && countries.every((country) => country === countries[0]);
  if (bic !== undefined || clearingMember === undefined || oneCountry) return;
  if (name === undefined) report('AGENT_NAME_MISSING', at(path, 'name'), 'the name of the bank', 'nothing');
  if (address === undefined) {
    report('ADDRESS_MISSING', at(path, 'address'), 'town and country of the bank', 'no address');
  }
}

/** A number in a clearing by itself, and beside the BIC of a bank in that country. */
export function checkMemberSuits(
  report: Report,
  path: string,
  member: ClearingMember,
  bicCountry: string | undefined,
): void {
  checkOneCountry(report, path, bicCountry, checkMember(report, path, member));
}

function checkOneCountry(
  report: Report,
  path: string,
  bicCountry: string | undefined,
  clearingCountry: string | undefined,
): void {
  if (bicCountry === undefined || clearingCountry === undefined || bicCountry === clearingCountry) return;
  const found = `BIC of ${bicCountry}, clearing of ${clearingCountry}`;
  report('CLEARING_COUNTRY_DISAGREES', path, 'BIC and clearing number of one country', found);
}

function checkMember(report: Report, path: string, { system, memberId }: ClearingMember): string | undefined {
  const check = checkClearingMember(system, memberId);
  if (check.valid) return check.system.country;
  if (check.fault === 'unknown-clearing-system') {
    report('CLEARING_SYSTEM_UNKNOWN', at(path, 'system'), check.expected, quoted(system));
  } else {
    report('CLEARING_MEMBER_INVALID', at(path, 'memberId'), check.expected, `${quoted(memberId)} (${check.fault})`);
  }
  return undefined;
}
