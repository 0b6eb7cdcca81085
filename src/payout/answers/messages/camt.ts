import { amountAt, chargesOf, dayAt, directionOf, firstAmount, flagAt, reasonsOf } from './common-elements.js';
import type { Movement, ReportedAccount, ReportedFact, ReportPart } from './reported-fact.js';
import { elementAt, textAt, type XmlElement } from './xml-elements.js';

const ENTRY = 'Ntry';
const TRANSACTION = 'TxDtls';

/** Reads statements (camt.053) and notifications (camt.054), .02 to .08 and whatever else uses their names. */
export class Camt {
  #entries = 0;
  #transactions = 0;
  /** Kept back until it is known whether it is the only one of its entry: then the entry's amount is its own. */
  #waiting: ReportedFact | undefined;

  /** @returns what the element says, once it has ended */
  read(element: XmlElement, ancestors: readonly XmlElement[]): readonly ReportPart[] {
    const around = ancestors.at(-1);
    if (element.name === 'Acct' && around !== undefined && STATEMENTS.includes(around.name))
      return [{ part: 'account', account: accountOf(element, around) }];
    if (element.name === TRANSACTION) return this.#ofTransaction(element, ancestors);
    return element.name === ENTRY ? this.#ofEntry(element) : [];
  }

  #ofTransaction(element: XmlElement, ancestors: readonly XmlElement[]): ReportPart[] {
    const entry = ancestors.findLast(({ name }) => name === ENTRY);
    if (entry === undefined) return [];
    const details = ancestors.at(-1);
    const before = this.#release();
    this.#transactions += 1;
    const references = elementAt(element, 'Refs');
    const reasons = reasonsOf(element, 'RtrInf');
    this.#waiting = {
      level: 'payment',
      line: element.line,
      status: entryStatus(entry),
      reasons,
      messageId: textAt(references, 'MsgId') ?? textAt(details, 'Btch', 'MsgId'),
      paymentInformationId: textAt(references, 'PmtInfId') ?? textAt(details, 'Btch', 'PmtInfId'),
      instructionId: textAt(references, 'InstrId'),
      endToEndId: textAt(references, 'EndToEndId'),
      uetr: textAt(references, 'UETR'),
      servicerReference: textAt(references, 'AcctSvcrRef') ?? textAt(entry, 'AcctSvcrRef'),
      amount: firstAmount(element, ['Amt'], ['AmtDtls', 'TxAmt', 'Amt']),
      ...exchangedAmount(element),
      charges: chargesOf(element),
      paymentsNamed: 0,
      movement: this.#movement(entry, element, reasons.length > 0),
    };
    return before;
  }

  #ofEntry(element: XmlElement): ReportPart[] {
    const amount = firstAmount(element, ['Amt']);
    const charges = chargesOf(element);
    const isOnly = this.#transactions === 1;
    const last = this.#release(isOnly ? { amount, charges } : undefined);
    const batch = elementAt(element, 'NtryDtls', 'Btch');
    const fact: ReportedFact = {
      level: 'block',
      line: element.line,
      status: entryStatus(element),
      reasons: [],
      messageId: textAt(batch, 'MsgId'),
      paymentInformationId: textAt(batch, 'PmtInfId'),
      instructionId: null,
      endToEndId: null,
      uetr: null,
      servicerReference: textAt(element, 'AcctSvcrRef'),
      amount,
      charges,
      paymentsNamed: this.#transactions,
      movement: this.#movement(element),
    };
    this.#entries += 1;
    this.#transactions = 0;
    return [...last, { part: 'fact', fact }];
  }

  #release(ofEntry?: Pick<ReportedFact, 'amount' | 'charges'>): ReportPart[] {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return [];
    const fact =
      ofEntry === undefined
        ? waiting
        : {
            ...waiting,
            amount: waiting.amount ?? ofEntry.amount,
            ...exchangedOnAccount(waiting, ofEntry.amount),
            charges: waiting.charges.length > 0 ? waiting.charges : ofEntry.charges,
          };
    return [{ part: 'fact', fact }];
  }

  #movement(entry: XmlElement, transaction?: XmlElement, saysWhyReturned = false): Movement {
    const code = (transaction === undefined ? null : transactionCode(transaction)) ?? transactionCode(entry);
    return {
      entry: this.#entries + 1,
      isEntry: transaction === undefined,
      direction: (transaction === undefined ? null : directionOf(transaction)) ?? directionOf(entry),
      isReversal: flagAt(entry, 'RvslInd') ?? false,
      isReturn: saysWhyReturned || (code?.split('/').includes('RRTN') ?? false),
      bookingDate: dayAt(entry, 'BookgDt'),
      valueDate: dayAt(entry, 'ValDt'),
      transactionCode: code,
    };
  }
}

/** Of a transaction: its amount, and the first of the others that it gives in another currency. */
function exchangedAmount(transaction: XmlElement): Pick<ReportedFact, 'exchanged'> {
  const [amount, ...others] = [
    ['Amt'],
    ['AmtDtls', 'TxAmt', 'Amt'],
    ['AmtDtls', 'InstdAmt', 'Amt'],
    ['AmtDtls', 'CntrValAmt', 'Amt'],
  ].flatMap((path) => amountAt(transaction, ...path) ?? []);
  const exchanged = others.find(({ currency }) => currency !== amount?.currency);
  return exchanged === undefined ? {} : { exchanged };
}

/** The only transaction of an entry has the entry's amount on the account, in whatever currency it gives its own. */
function exchangedOnAccount(
  { amount, exchanged }: ReportedFact,
  ofEntry: ReportedFact['amount'],
): Pick<ReportedFact, 'exchanged'> {
  const isOther = amount !== null && ofEntry !== null && amount.currency !== ofEntry.currency;
  return exchanged === undefined && isOther ? { exchanged: ofEntry } : {};
}

const STATEMENTS: readonly string[] = ['Stmt', 'Ntfctn'];

function accountOf(account: XmlElement, statement: XmlElement): ReportedAccount {
  return {
    iban: textAt(account, 'Id', 'IBAN'),
    other: textAt(account, 'Id', 'Othr', 'Id'),
    statementId: textAt(statement, 'Id'),
  };
}

/** A choice from .08 on, plain text before. */
function entryStatus(entry: XmlElement): string | null {
  return textAt(entry, 'Sts', 'Cd') ?? textAt(entry, 'Sts', 'Prtry') ?? textAt(entry, 'Sts');
}

function transactionCode(element: XmlElement): string | null {
  const code = elementAt(element, 'BkTxCd');
  const domain = elementAt(code, 'Domn');
  const parts = [textAt(domain, 'Cd'), textAt(domain, 'Fmly', 'Cd'), textAt(domain, 'Fmly', 'SubFmlyCd')];
  const named = parts.filter((part) => part !== null);
  const own = textAt(code, 'Prtry', 'Cd');
  if (named.length > 0) return named.join('/');
  return own;
}
