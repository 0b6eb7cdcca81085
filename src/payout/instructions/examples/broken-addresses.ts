import { address, type BrokenOrder, creditor, PAYMENT, payment, seen, unseen } from './broken-order.js';

/** Postal addresses. */
export const BROKEN_ADDRESSES: readonly BrokenOrder[] = [
  unseen('no address', creditor({ address: {} }), 'ADDRESS_MISSING', `${PAYMENT}.creditor.address`, [
    '<PstlAdr><StrtNm>Kaistrasse</StrtNm><BldgNb>7a</BldgNb><PstCd>20457</PstCd><TwnNm>Hamburg</TwnNm><Ctry>DE</Ctry></PstlAdr>',
    '<PstlAdr/>',
  ]),
  unseen(
    'address lines alone',
    creditor({ address: { lines: ['Kaistrasse 7a', '20457 Hamburg'] } }),
    'ADDRESS_LINES_ALONE',
    `${PAYMENT}.creditor.address`,
  ),
  unseen(
    'an address without town',
    creditor({ address: { street: 'Kaistrasse', country: 'DE' } }),
    'ADDRESS_TOWN_MISSING',
    `${PAYMENT}.creditor.address.town`,
  ),
  unseen(
    'an address without country',
    creditor({ address: { town: 'Hamburg', lines: ['Kaistrasse 7a'] } }),
    'ADDRESS_COUNTRY_MISSING',
    `${PAYMENT}.creditor.address.country`,
  ),
  unseen(
    'a country that does not exist',
    address({ country: 'QQ' }),
    'ADDRESS_COUNTRY_UNKNOWN',
    `${PAYMENT}.creditor.address.country`,
  ),
  seen(
    'a country by its name',
    address({ country: 'Germany' }),
    'ADDRESS_COUNTRY_UNKNOWN',
    `${PAYMENT}.creditor.address.country`,
    ['<Ctry>DE<', '<Ctry>Germany<'],
  ),
  unseen(
    'three address lines',
    address({ lines: ['a', 'b', 'c'] }),
    'ADDRESS_TOO_MANY_LINES',
    `${PAYMENT}.creditor.address.lines`,
  ),
  unseen(
    'a line that repeats the town',
    address({ lines: ['HAMBURG Harbour'] }),
    'ADDRESS_LINE_REPEATS',
    `${PAYMENT}.creditor.address.lines[0]`,
  ),
  unseen(
    'a Canadian address without province',
    payment({
      creditor: { name: 'Maple Cloud', address: { town: 'Toronto', country: 'CA' } },
      creditorAgent: { bic: 'SEATCATT', clearingMember: { system: 'CACPA', memberId: '000412345' } },
      creditorAccount: { other: '1234567' },
    }),
    'ADDRESS_PART_ASKED',
    `${PAYMENT}.creditor.address.countrySubdivision`,
  ),
];
