import { parseCalendarDate, type CalendarDate } from '../../../kernel/index.js';
import type { ReportedAmount, ReportedCharge, ReportedReason } from './reported-fact.js';
import { elementAt, elementsNamed, textAt, type XmlElement } from './xml-elements.js';

/** An amount with its currency; null where either is missing or no decimal of the message's size. */
export function amountAt(element: XmlElement | undefined, ...path: readonly string[]): ReportedAmount | null {
  const at = elementAt(element, ...path);
  const amount = at?.text.trim() ?? '';
  const currency = at?.attributes['Ccy']?.trim() ?? '';
  return /^\d{1,18}(\.\d{0,5})?$/.test(amount) && /^[A-Z]{3}$/.test(currency)
    ? { amount: amount.replace(/\.$/, ''), currency }
    : null;
}

export function firstAmount(element: XmlElement, ...paths: readonly (readonly string[])[]): ReportedAmount | null {
  for (const path of paths) {
    const amount = amountAt(element, ...path);
    if (amount !== null) return amount;
  }
  return null;
}

/** @param name of the elements that each hold one reason; `codeIn` of the choice in them */
export function reasonsOf(element: XmlElement, name: string, codeIn: readonly string[] = ['Rsn']): ReportedReason[] {
  return elementsNamed(element, name).map((reason) => {
    const choice = codeIn.map((each) => elementAt(reason, each)).find((each) => each !== undefined);
    return {
      code: textAt(choice, 'Cd'),
      proprietary: textAt(choice, 'Prtry'),
      texts: elementsNamed(reason, 'AddtlInf').flatMap(({ text }) => (text.trim() === '' ? [] : [text.trim()])),
    };
  });
}

export function directionOf(element: XmlElement): 'credit' | 'debit' | null {
  const indicator = textAt(element, 'CdtDbtInd');
  return indicator === 'CRDT' ? 'credit' : indicator === 'DBIT' ? 'debit' : null;
}

/** One record each in the older versions, several below one element in the newer. A charge of nothing is none. */
export function chargesOf(element: XmlElement): ReportedCharge[] {
  return elementsNamed(element, 'Chrgs')
    .flatMap((charges) => {
      const records = elementsNamed(charges, 'Rcrd');
      return records.length === 0 ? [charges] : records;
    })
    .flatMap((charge) => {
      const amount = amountAt(charge, 'Amt') ?? amountAt(charge, 'TtlChrgsAndTaxAmt');
      if (amount === null || !/[1-9]/.test(amount.amount)) return [];
      return [{ ...amount, direction: directionOf(charge), isIncluded: flagAt(charge, 'ChrgInclInd') }];
    });
}

export function flagAt(element: XmlElement, name: string): boolean | null {
  const flag = textAt(element, name);
  return flag === null ? null : flag === 'true' || flag === '1';
}

/** A day, or that of a date and time as the bank's clock shows it. */
export function dayAt(element: XmlElement, name: string): CalendarDate | null {
  const text = textAt(element, name, 'Dt') ?? textAt(element, name, 'DtTm') ?? textAt(element, name);
  return text === null ? null : (parseCalendarDate(text.slice(0, 10)) ?? null);
}
