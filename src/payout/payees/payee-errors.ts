import { SeatbackError } from '../../kernel/index.js';

export function unknownPartner(partnerId: string): SeatbackError {
  return new SeatbackError({
    code: 'PARTNER_UNKNOWN',
    expected: 'a partner of the register',
    found: partnerId,
    where: 'payees',
    next: 'Look at the held payments: npx seatback payout prepare <campaign> names their partners.',
  });
}

export function unknownDetails(bankDetails: number): SeatbackError {
  return new SeatbackError({
    code: 'BANK_DETAILS_UNKNOWN',
    expected: 'the number of bank details',
    found: String(bankDetails),
    where: 'payees',
    next: 'npx seatback payee list names those that wait for a decision.',
  });
}

export function secondPerson(where: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'a decision by a second person',
    found,
    where,
    next: 'Let somebody else look at the details and decide.',
  });
}
