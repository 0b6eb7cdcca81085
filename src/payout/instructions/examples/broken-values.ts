import { block, type BrokenOrder, creditor, GERMAN, header, PAYMENT, payment, seen, unseen } from './broken-order.js';
import { exampleBlock, exampleOrder, exampleOrderOf, examplePayment } from './payment-orders.js';

/** Values, characters and ids. */
export const BROKEN_VALUES: readonly BrokenOrder[] = [
  seen('no message id', header({ messageId: '' }), 'VALUE_MISSING', 'messageId', ['>SEATBACK-PO7<', '><']),
  unseen('a name of blanks', creditor({ name: '   ' }), 'VALUE_MISSING', `${PAYMENT}.creditor.name`, [
    '>Hafen Cloud GmbH<',
    '>   <',
  ]),
  seen('a name of 141 characters', creditor({ name: 'n'.repeat(141) }), 'VALUE_TOO_LONG', `${PAYMENT}.creditor.name`, [
    'Hafen Cloud GmbH',
    'n'.repeat(141),
  ]),
  unseen('an accent in a name', creditor({ name: 'Häfen' }), 'TEXT_CHARACTERS', `${PAYMENT}.creditor.name`),
  unseen('a Cyrillic name', creditor({ name: 'Гавань' }), 'TEXT_CHARACTERS', `${PAYMENT}.creditor.name`),
  unseen(
    'a line end in a text',
    payment({ remittance: { text: 'a\nb' } }),
    'TEXT_CHARACTERS',
    `${PAYMENT}.remittance.text`,
    ['Rebate campaign 7', 'a\nb'],
  ),
  unseen('an ampersand in a name', creditor({ name: 'A & B' }), 'TEXT_MAY_BE_CONVERTED', `${PAYMENT}.creditor.name`),
  unseen(
    'an underscore in a reference',
    payment({ endToEndId: 'SB_7' }),
    'REFERENCE_CHARACTERS',
    `${PAYMENT}.endToEndId`,
  ),
  unseen('a slash that begins a reference', header({ messageId: '/PO7' }), 'REFERENCE_SLASH', 'messageId'),
  unseen(
    'a slash that ends a reference',
    payment({ instructionId: 'PO7/' }),
    'REFERENCE_SLASH',
    `${PAYMENT}.instructionId`,
  ),
  unseen(
    'two slashes in a reference',
    block({ paymentInformationId: 'PO//7' }),
    'REFERENCE_SLASH',
    'blocks[0].paymentInformationId',
  ),
  unseen('a blank that ends a reference', payment({ endToEndId: 'SB-7 ' }), 'REFERENCE_BLANK', `${PAYMENT}.endToEndId`),
  unseen(
    'an end-to-end id twice',
    exampleOrderOf(GERMAN, examplePayment(2, { endToEndId: GERMAN.endToEndId })),
    'REFERENCE_NOT_UNIQUE',
    'blocks[0].payments[1].endToEndId',
  ),
  unseen(
    'an instruction id twice',
    exampleOrderOf(GERMAN, examplePayment(2, { instructionId: GERMAN.instructionId })),
    'REFERENCE_NOT_UNIQUE',
    'blocks[0].payments[1].instructionId',
  ),
  unseen(
    'a UETR in two blocks',
    exampleOrder([
      exampleBlock([GERMAN]),
      exampleBlock([examplePayment(2, { uetr: GERMAN.uetr })], { paymentInformationId: 'PO7-B' }),
    ]),
    'REFERENCE_NOT_UNIQUE',
    'blocks[1].payments[0].uetr',
  ),
  unseen(
    'a block id twice',
    exampleOrder([exampleBlock([GERMAN]), exampleBlock([examplePayment(2)])]),
    'REFERENCE_NOT_UNIQUE',
    'blocks[1].paymentInformationId',
  ),
  unseen(
    'the word for no id',
    payment({ endToEndId: 'NotProvided' }),
    'END_TO_END_ID_RESERVED',
    `${PAYMENT}.endToEndId`,
  ),
  seen('an upper-case UETR', payment({ uetr: GERMAN.uetr.toUpperCase() }), 'UETR_FORMAT', `${PAYMENT}.uetr`, [
    GERMAN.uetr,
    GERMAN.uetr.toUpperCase(),
  ]),
  seen(
    'a UUID of version 1',
    payment({ uetr: GERMAN.uetr.replace('-4000-', '-1000-') }),
    'UETR_FORMAT',
    `${PAYMENT}.uetr`,
    ['-4000-', '-1000-'],
  ),
];
