import { countryHasIban, ibanCountryOf, maskAccount } from '../account-checks/index.js';
import { checkAccount } from './check-account.js';
import { checkAgent, checkAgentIsNamed } from './check-agent.js';
import { checkParty } from './check-party.js';
import type { AddressForms } from './check-postal-address.js';
import { at, Findings, type Finding, type Report } from './finding.js';
import type { Agent, Payment, PostalAddress } from './payment-order.js';
import { wireRouting, type WireRouting } from './wire-routing.js';

/** What is known of a payee before there is anything to pay: party, account and bank. */
export type CreditorDetails = Pick<Payment, 'creditor' | 'creditorAccount' | 'creditorAgent' | 'intermediaryAgents'>;

/** How the payee is to be reached. */
export interface CreditorContext {
  readonly addressForms: AddressForms;
  /** Country of the debtor's bank, where it is known. */
  readonly debtorAgentCountry: string | undefined;
  /** Inside SEPA the IBAN says which bank it is. */
  readonly ibanIsEnough: boolean;
}

/**
 * Checks the details of a payee when they are given, long before the first payment: the same checks that a payment to
 * them goes through. Paths begin at `creditor`, `creditorAccount` and `creditorAgent`.
 */
export function checkCreditorDetails(
  details: CreditorDetails,
  context: Partial<CreditorContext> = {},
): readonly Finding[] {
  const findings = new Findings(Infinity);
  const { addressForms = 'structured-or-hybrid', debtorAgentCountry, ibanIsEnough = false } = context;
  checkCreditor(findings.report, '', details, { addressForms, debtorAgentCountry, ibanIsEnough });
  return findings.all;
}

/** @returns country of the payee's bank, where it can be told */
export function checkCreditor(
  report: Report,
  path: string,
  details: CreditorDetails,
  { addressForms, debtorAgentCountry, ibanIsEnough }: CreditorContext,
): string | undefined {
  const { creditor, creditorAccount: account, creditorAgent: agent } = details;
  checkParty(report, at(path, 'creditor'), creditor, addressForms);
  const ibanCountry = checkAccount(report, at(path, 'creditorAccount'), account);
  const agentPath = at(path, 'creditorAgent');
  const agentCountry = agent === undefined ? undefined : checkAgent(report, agentPath, agent, addressForms);
  if (agent === undefined && !(ibanIsEnough && ibanCountry !== undefined)) {
    report('AGENT_MISSING', agentPath, 'a BIC or a number in a national clearing', 'no bank');
  }
  checkCountriesAgree(report, agentPath, ibanCountry, agentCountry);
  if (account.other !== undefined) {
    checkIbanNotRequired(report, at(path, 'creditorAccount.other'), account.other, agentCountry, debtorAgentCountry);
  }
  checkChain(report, path, details, { addressForms, debtorAgentCountry, agentCountry });

  const country = agentCountry ?? ibanCountry;
  const routing = country === undefined ? undefined : wireRouting(country);
  if (routing !== undefined) checkRouting(report, path, details, routing, country === debtorAgentCountry);
  checkAddressIsFull(report, at(path, 'creditor.address'), creditor.address);
  return country;
}

/** A warning, because a branch abroad may lawfully hold the account. */
export function checkCountriesAgree(
  report: Report,
  agentPath: string,
  ibanCountry: string | undefined,
  agentCountry: string | undefined,
): void {
  if (ibanCountry === undefined || agentCountry === undefined || ibanCountryOf(agentCountry) === ibanCountry) return;
  const found = `IBAN of ${ibanCountry}, bank in ${agentCountry}`;
  report('BIC_COUNTRY_DISAGREES', agentPath, 'account and bank in one country', found);
}

function checkIbanNotRequired(
  report: Report,
  path: string,
  other: string,
  agentCountry: string | undefined,
  debtorAgentCountry: string | undefined,
): void {
  if (agentCountry === undefined || !countryHasIban(agentCountry)) return;
  // Inside the United Kingdom sort code and account number still do.
  if (agentCountry === 'GB' && debtorAgentCountry === 'GB') return;
  report('IBAN_REQUIRED', path, `an IBAN, as accounts in ${agentCountry} have`, maskAccount(other));
}

/** Correspondents by themselves, and names of banks without BIC once all countries on the way are known. */
function checkChain(
  report: Report,
  path: string,
  { creditorAgent, intermediaryAgents = [] }: CreditorDetails,
  known: { addressForms: AddressForms; debtorAgentCountry: string | undefined; agentCountry: string | undefined },
): void {
  const onTheWay = intermediaryAgents.map((agent, index) => ({
    agent,
    path: at(at(path, 'intermediaryAgents'), index),
  }));
  const countries = [
    known.debtorAgentCountry,
    ...onTheWay.map(({ agent, path: agentPath }) => checkAgent(report, agentPath, agent, known.addressForms)),
    known.agentCountry,
  ];
  const agents: readonly { agent: Agent | undefined; path: string }[] = [
    ...onTheWay,
    { agent: creditorAgent, path: at(path, 'creditorAgent') },
  ];
  for (const { agent, path: agentPath } of agents) {
    if (agent !== undefined) checkAgentIsNamed(report, agentPath, agent, countries);
  }
}

/** What the country of the bank asks beside name and account: all warnings, since banks differ. */
function checkRouting(
  report: Report,
  path: string,
  { creditorAccount, creditorAgent }: CreditorDetails,
  { account, clearingSystem, bic = false }: WireRouting,
  domestic: boolean,
): void {
  const { other } = creditorAccount;
  if (other !== undefined && account !== undefined && !account.fits(other)) {
    report('ACCOUNT_FORMAT_UNUSUAL', at(path, 'creditorAccount.other'), account.words, maskAccount(other));
  }
  const agentPath = at(path, 'creditorAgent');
  if (other !== undefined && clearingSystem !== undefined && creditorAgent?.clearingMember?.system !== clearingSystem) {
    report('AGENT_CLEARING_ASKED', at(agentPath, 'clearingMember'), `a number in ${clearingSystem}`, 'none');
  }
  if (bic && !domestic && creditorAgent !== undefined && creditorAgent.bic === undefined) {
    report('AGENT_BIC_ASKED', at(agentPath, 'bic'), 'a BIC', 'none');
  }
}

/** Beside town and country some countries want more of an address; a street may stand in a line. */
function checkAddressIsFull(report: Report, path: string, address: PostalAddress): void {
  const { addressParts = [] } = wireRouting(address.country ?? '') ?? {};
  for (const part of addressParts) {
    const inLines = part === 'street' && (address.lines ?? []).length > 0;
    if (address[part] !== undefined || inLines) continue;
    report('ADDRESS_PART_ASKED', at(path, part), `a value for ${part}`, 'nothing');
  }
}
