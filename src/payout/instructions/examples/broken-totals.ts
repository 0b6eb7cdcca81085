import { calendarDate, Money, type Instant } from '../../../kernel/index.js';
import { block, type BrokenOrder, GERMAN, header, PAYMENT, payment, seen, unseen } from './broken-order.js';
import { exampleBlock, exampleOrder, exampleOrderOf, examplePayment } from './payment-orders.js';

/** Counts, sums, times and amounts. */
export const BROKEN_TOTALS: readonly BrokenOrder[] = [
  // Counts, sums, times
  seen(
    'no blocks',
    exampleOrder([], { totals: { count: 1, controlSum: '2000.00' } }),
    'ORDER_EMPTY',
    'blocks',
    ['PmtInf>', 'SplmtryData>'],
    ['COUNT_DISAGREES', 'CONTROL_SUM_DISAGREES'],
  ),
  seen(
    'a block without payments',
    exampleOrder([exampleBlock([GERMAN]), exampleBlock([], { paymentInformationId: 'PO7-B' })]),
    'BLOCK_EMPTY',
    'blocks[1].payments',
    ['</CdtTrfTxInf>\n</PmtInf>', '</CdtTrfTxInf>\n</PmtInf><PmtInf/>'],
    ['COUNT_FORMAT'],
  ),
  seen(
    'a count of half payments',
    header({ totals: { count: 1.5, controlSum: '2000.00' } }),
    'COUNT_FORMAT',
    'totals.count',
    ['<NbOfTxs>1<', '<NbOfTxs>1.5<'],
  ),
  unseen(
    'a count that is one too many',
    header({ totals: { count: 2, controlSum: '2000.00' } }),
    'COUNT_DISAGREES',
    'totals.count',
    ['<NbOfTxs>1<', '<NbOfTxs>2<'],
  ),
  seen(
    'a sum with an exponent',
    header({ totals: { count: 1, controlSum: '2e3' } }),
    'CONTROL_SUM_FORMAT',
    'totals.controlSum',
    ['<CtrlSum>2000.00<', '<CtrlSum>2e3<'],
  ),
  seen(
    'a sum with a comma',
    block({ totals: { count: 1, controlSum: '2,000' } }),
    'CONTROL_SUM_FORMAT',
    'blocks[0].totals.controlSum',
    ['<CtrlSum>2000.00<', '<CtrlSum>2,000<'],
  ),
  unseen(
    'a sum that is a cent off',
    block({ totals: { count: 1, controlSum: '2000.01' } }),
    'CONTROL_SUM_DISAGREES',
    'blocks[0].totals.controlSum',
    ['<CtrlSum>2000.00<', '<CtrlSum>2000.01<'],
  ),
  seen(
    'a creation time that is none',
    header({ createdAt: 'yesterday' as Instant }),
    'CREATION_TIME_FORMAT',
    'createdAt',
    ['2026-11-16T09:30:00+00:00', 'yesterday'],
  ),
  seen(
    'an execution date that is none',
    block({ executionDate: '2026-02-30' as never }),
    'EXECUTION_DATE_FORMAT',
    'blocks[0].executionDate',
    ['2026-11-18', '2026-02-30'],
  ),
  unseen(
    'an execution date in the past',
    block({ executionDate: calendarDate('2026-11-13') }),
    'EXECUTION_DATE_PAST',
    'blocks[0].executionDate',
  ),
  unseen(
    'an execution date on a Sunday',
    block({ executionDate: calendarDate('2026-11-22') }),
    'EXECUTION_DATE_NOT_BANKING_DAY',
    'blocks[0].executionDate',
  ),
  // Amounts
  unseen('an amount of nothing', payment({ amount: Money.zero('USD') }), 'AMOUNT_NOT_POSITIVE', `${PAYMENT}.amount`, [
    'Ccy="USD">2000.00',
    'Ccy="USD">0.00',
  ]),
  seen(
    'an amount below nothing',
    exampleOrderOf(GERMAN, examplePayment(2, { amount: Money.of(-1, 'USD') })),
    'AMOUNT_NOT_POSITIVE',
    'blocks[0].payments[1].amount',
    ['Ccy="USD">2000.00', 'Ccy="USD">-1.00'],
  ),
  unseen(
    'a third decimal of a dollar',
    payment({ amount: Money.of('2000.001', 'USD') }),
    'AMOUNT_DECIMALS',
    `${PAYMENT}.amount`,
    ['Ccy="USD">2000.00', 'Ccy="USD">2000.001'],
  ),
  unseen(
    'a fraction of a yen',
    payment({ amount: Money.of('2000.5', 'JPY') }),
    'AMOUNT_DECIMALS',
    `${PAYMENT}.amount`,
    ['Ccy="USD">2000.00', 'Ccy="JPY">2000.5'],
  ),
  seen('a sixth decimal', payment({ amount: Money.of('0.000001', 'KWD') }), 'AMOUNT_DECIMALS', `${PAYMENT}.amount`, [
    'Ccy="USD">2000.00',
    'Ccy="KWD">0.000001',
  ]),
  seen(
    'an amount of 19 digits',
    payment({ amount: Money.of('12345678901234567.89', 'USD') }),
    'AMOUNT_DIGITS',
    `${PAYMENT}.amount`,
    ['Ccy="USD">2000.00', 'Ccy="USD">12345678901234567.89'],
    ['CONTROL_SUM_FORMAT'],
  ),
  unseen(
    'a currency that does not exist',
    payment({ amount: Money.of(2000, { code: 'ZZZ', minorUnits: 2 }) }),
    'AMOUNT_CURRENCY',
    `${PAYMENT}.amount`,
    ['Ccy="USD"', 'Ccy="ZZZ"'],
  ),
  unseen('a unit of account', payment({ amount: Money.of(2000, 'UYI') }), 'AMOUNT_CURRENCY', `${PAYMENT}.amount`),
  seen(
    'a currency in lower case',
    payment({ amount: Money.of(2000, { code: 'usd', minorUnits: 2 }) }),
    'AMOUNT_CURRENCY',
    `${PAYMENT}.amount`,
    ['Ccy="USD"', 'Ccy="usd"'],
  ),
  unseen(
    'two currencies in one block',
    exampleOrderOf(GERMAN, examplePayment(2, { amount: Money.of(1, 'EUR') })),
    'BLOCK_CURRENCIES_MIXED',
    'blocks[0].payments[1].amount',
  ),
];
