import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { calendarDate, instant, MONDAY_TO_FRIDAY, Money } from '../../src/kernel/index.js';
import {
  checkPaymentOrder,
  transliterate,
  writePain001,
  type PaymentOrder,
} from '../../src/payout/instructions/index.js';

/**
 * One small order as a file that people can read: a wire to an IBAN, a wire by clearing number to a hybrid address, and
 * a SEPA block. A change of a single byte is a change that every bank connection sees, so it must be meant.
 */
const SENDER = {
  name: 'Seatback Payouts Ltd',
  address: { street: 'Custom House Quay', buildingNumber: '1', postCode: 'D01 T9X3', town: 'Dublin', country: 'IE' },
};

const ORDER: PaymentOrder = {
  messageId: 'SEATBACK-PO-2026-0007',
  createdAt: instant('2026-11-16T09:30:00.123456Z'),
  initiatingParty: { name: 'Seatback Payouts Ltd', id: '4711-08', schemeCode: 'BANK' },
  totals: { count: 3, controlSum: '6310.55' },
  blocks: [
    {
      paymentInformationId: 'PO-2026-0007-USD',
      executionDate: calendarDate('2026-11-18'),
      debtor: SENDER,
      debtorAccount: { iban: 'IE06SEAT99000012345678', currency: 'USD' },
      debtorAgentBic: 'SEATIE2D',
      chargeBearer: 'DEBT',
      paymentType: { serviceLevel: 'URGP', categoryPurpose: 'SUPP' },
      batchBooking: false,
      totals: { count: 2, controlSum: '5060.50' },
      payments: [
        {
          instructionId: 'PO-2026-0007-1',
          endToEndId: 'SB-2026-0007-1',
          uetr: '0b6e9f3a-5c1d-4e2f-8a7b-1c2d3e4f5a6b',
          amount: Money.of('2560.50', 'USD'),
          creditorAgent: { bic: 'SEATSESS' },
          creditor: {
            name: transliterate('Åkerström & Söner Moln AB', 140, { country: 'SE' }).sent,
            address: {
              street: 'Skeppsbron',
              buildingNumber: '20',
              postCode: '111 30',
              town: 'Stockholm',
              country: 'SE',
            },
          },
          creditorAccount: { iban: 'SE4550000000058398257466' },
          purposeCode: 'REBT',
          remittance: { text: 'Rebate <Cloud seats> 2026-06, statement 7' },
        },
        {
          instructionId: 'PO-2026-0007-2',
          endToEndId: 'SB-2026-0007-2',
          uetr: '1c7fa04b-6d2e-4f30-9b8c-2d3e4f5a6b7c',
          amount: Money.of('2500', 'USD'),
          intermediaryAgents: [{ bic: 'SEATUS33' }],
          creditorAgent: {
            clearingMember: { system: 'AUBSB', memberId: '063000' },
            name: 'Seat Bank of Australia',
            address: { town: 'Sydney', country: 'AU' },
          },
          creditor: {
            name: 'Harbour Cloud Pty Ltd',
            address: {
              postCode: '2000',
              town: 'Sydney',
              countrySubdivision: 'NSW',
              country: 'AU',
              lines: ['Level 4, Wharf House', '12 Pier Road'],
            },
          },
          creditorAccount: { other: '12345678' },
          purposeCode: 'REBT',
          remittance: { text: 'Rebate Cloud seats 2026-06, statement 8' },
        },
      ],
    },
    {
      paymentInformationId: 'PO-2026-0007-EUR',
      executionDate: calendarDate('2026-11-18'),
      debtor: SENDER,
      debtorAccount: { iban: 'IE06SEAT99000012345678', currency: 'EUR' },
      debtorAgentBic: 'SEATIE2D',
      chargeBearer: 'SLEV',
      paymentType: { serviceLevel: 'SEPA' },
      batchBooking: true,
      totals: { count: 1, controlSum: '1250.05' },
      payments: [
        {
          instructionId: 'PO-2026-0007-3',
          endToEndId: 'SB-2026-0007-3',
          uetr: '2d80b15c-7e3f-4041-ac9d-3e4f5a6b7c8d',
          amount: Money.of('1250.05', 'EUR'),
          creditor: {
            name: transliterate('Hafen-Wolke Köln GmbH', 140, { country: 'DE' }).sent,
            address: { street: 'Am Kai', buildingNumber: '7a', postCode: '50667', town: 'Koeln', country: 'DE' },
          },
          creditorAccount: { iban: 'DE08999999990648489890' },
          remittance: { creditorReference: 'RF18539007547034' },
        },
      ],
    },
  ],
};

describe('the golden payment file', () => {
  it('is what the writer writes for its order', async () => {
    const chunks: string[] = [];
    for await (const chunk of writePain001(ORDER)) chunks.push(chunk);
    const bytes = Buffer.from(chunks.join(''), 'utf8');
    const golden = readFileSync(new URL('./pain-001-001-09.xml', import.meta.url));
    expect(bytes.toString('utf8')).toBe(golden.toString('utf8'));
    expect(bytes.equals(golden)).toBe(true);
  });

  it('is free of errors, and says where banks may change or ask something', async () => {
    const settings = { today: calendarDate('2026-11-16'), calendar: MONDAY_TO_FRIDAY };
    const { findings, errors } = await checkPaymentOrder(ORDER, settings);
    expect(errors).toBe(0);
    expect(findings.map(({ code, path }) => [code, path])).toEqual([
      ['TEXT_MAY_BE_CONVERTED', 'blocks[0].payments[0].creditor.name'],
      ['TEXT_MAY_BE_CONVERTED', 'blocks[0].payments[0].remittance.text'],
      ['AGENT_BIC_ASKED', 'blocks[0].payments[1].creditorAgent.bic'],
    ]);
  });
});
