import type { PayeeList, ShownPayee } from '../payout/index.js';
import type { Terminal } from './terminal.js';

export function sayPayee(terminal: Terminal, shown: ShownPayee): void {
  const { partnerId, legalName, account, name, holds, needs, details, requests } = shown;
  terminal.say(`${legalName ?? 'Not in the register'} (${partnerId}): paid on account ${account}.`);
  if (name !== null)
    terminal.say(
      `Name of the account: ${name.outcome.replace('-', ' ')} ("${name.account}" beside "${name.registered}")${name.decision === undefined ? '' : `, ${name.decision} by a person`}.`,
    );
  for (const { reason, found } of holds) terminal.say(`  ${reason.replaceAll('-', ' ')}: ${found}`);
  if (needs !== null) {
    const number = needs.account === 'iban' ? 'an IBAN' : 'an account number';
    const form = needs.accountForm === undefined ? '' : ` (${needs.accountForm})`;
    const clearing = needs.clearing === undefined ? '' : ` ${needs.clearing.system}`;
    terminal.say(
      `A wire to ${needs.country} needs ${number}${form} and ${needs.bank.replaceAll('-', ' ')}${clearing}.`,
    );
  }
  if (details.length > 0) terminal.say('\nBank details, the newest first:');
  terminal.table(
    ['no', 'state', 'account', 'name', 'kind', 'bank', 'from', 'entered by', 'at', 'decided by', 'payable from'],
    details.map((each) => [
      each.bankDetails,
      each.state,
      each.account,
      each.accountName,
      each.accountKind,
      each.bic ?? each.clearing ?? each.vendor ?? '',
      each.source.replace('-', ' '),
      each.enteredBy,
      each.enteredAt.slice(0, 19),
      each.decidedBy ?? '',
      each.payableFrom?.slice(0, 19) ?? '',
    ]),
  );
  if (requests.length > 0) terminal.say('\nAsked:');
  terminal.table(
    ['campaign', 'because', 'notice', 'at', 'answer before', 'ended'],
    requests.flatMap(({ campaignId, cause, notices, endedAs }) =>
      notices.map((each) => [
        campaignId,
        cause.replace('-', ' '),
        `${String(each.notice)} ${each.kind.replaceAll('-', ' ')}`,
        each.recordedAt.slice(0, 19),
        each.answerBy?.slice(0, 19) ?? '',
        endedAs ?? '',
      ]),
    ),
  );
}

export function sayWaiting(terminal: Terminal, { waiting, open }: PayeeList): void {
  terminal.say(waiting.length === 0 ? 'No details wait for a decision.' : 'Waiting for a second person:');
  terminal.table(
    ['no', 'partner', 'account', 'name', 'compared', 'kind', 'from', 'entered by', 'at'],
    waiting.map((each) => [
      each.bankDetails,
      each.partnerId,
      each.account,
      each.accountName,
      each.name?.outcome.replace('-', ' ') ?? 'not in the register',
      each.accountKind,
      each.source.replace('-', ' '),
      each.enteredBy,
      each.enteredAt.slice(0, 19),
    ]),
  );
  if (open.length > 0) terminal.say('\nAsked for their details:');
  terminal.table(
    ['partner', 'campaign', 'because', 'notice', 'answer before'],
    open.map(({ partnerId, campaignId, cause, notice, mostNotices, answerBy }) => [
      partnerId,
      campaignId,
      cause.replace('-', ' '),
      notice === null ? 'not sent yet' : `${String(notice)} of ${String(mostNotices)}`,
      answerBy?.slice(0, 19) ?? '',
    ]),
  );
}
