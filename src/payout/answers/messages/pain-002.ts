import { firstAmount, reasonsOf } from './common-elements.js';
import { UNSAID, type ReportedFact } from './reported-fact.js';
import { elementAt, elementsNamed, textAt, type XmlElement } from './xml-elements.js';

/** Reads payment status reports, pain.002, of any version: the names of their elements have stayed. */
export class Pain002 {
  #messageId: string | null = null;
  #named = 0;

  /** @returns what the element says, once it has ended */
  read(element: XmlElement, ancestors: readonly XmlElement[]): ReportedFact | undefined {
    switch (element.name) {
      case 'OrgnlGrpInfAndSts':
        return this.#ofFile(element);
      case 'OrgnlPmtInfAndSts':
        return this.#ofBlock(element);
      case 'TxInfAndSts':
        return this.#ofPayment(element, ancestors.at(-1));
      default:
        return undefined;
    }
  }

  #ofFile(element: XmlElement): ReportedFact {
    this.#messageId = textAt(element, 'OrgnlMsgId');
    return {
      ...UNSAID,
      level: 'file',
      line: element.line,
      status: textAt(element, 'GrpSts'),
      reasons: statusReasons(element),
      messageId: this.#messageId,
    };
  }

  #ofBlock(element: XmlElement): ReportedFact {
    const paymentsNamed = this.#named;
    this.#named = 0;
    return {
      ...UNSAID,
      level: 'block',
      line: element.line,
      status: textAt(element, 'PmtInfSts'),
      reasons: statusReasons(element),
      messageId: this.#messageId,
      paymentInformationId: textAt(element, 'OrgnlPmtInfId'),
      paymentsNamed,
    };
  }

  #ofPayment(element: XmlElement, around: XmlElement | undefined): ReportedFact {
    this.#named += 1;
    const original = elementAt(element, 'OrgnlTxRef');
    return {
      ...UNSAID,
      level: 'payment',
      line: element.line,
      status: textAt(element, 'TxSts'),
      reasons: statusReasons(element),
      messageId: textAt(element, 'OrgnlGrpInf', 'OrgnlMsgId') ?? this.#messageId,
      paymentInformationId: textAt(around, 'OrgnlPmtInfId') ?? textAt(element, 'OrgnlPmtInfId'),
      instructionId: textAt(element, 'OrgnlInstrId'),
      endToEndId: textAt(element, 'OrgnlEndToEndId'),
      uetr: textAt(element, 'OrgnlUETR'),
      servicerReference: textAt(element, 'AcctSvcrRef'),
      amount:
        original === undefined
          ? null
          : firstAmount(original, ['Amt', 'InstdAmt'], ['Amt', 'EqvtAmt', 'Amt'], ['IntrBkSttlmAmt']),
      charges: elementsNamed(element, 'ChrgsInf').flatMap((charge) => {
        const amount = firstAmount(charge, ['Amt']);
        return amount === null ? [] : [{ ...amount, direction: null, isIncluded: null }];
      }),
    };
  }
}

/** `StsRsn` is what versions before .03 called it. */
function statusReasons(element: XmlElement) {
  return reasonsOf(element, 'StsRsnInf', ['Rsn', 'StsRsn']);
}
