import { SeatbackError } from '../kernel/index.js';

export function questionUnknown(question: number): SeatbackError {
  return new SeatbackError({
    code: 'QUESTION_UNKNOWN',
    expected: 'the number of a question that a partner asked',
    found: String(question),
    where: 'questions of partners',
    next: 'npx seatback questions list shows them.',
  });
}

export function questionEnded(question: number, found: string): SeatbackError {
  return new SeatbackError({
    code: 'QUESTION_ENDED',
    expected: 'a question that waits for an answer',
    found,
    where: `question ${String(question)}`,
    next: 'What was answered or withdrawn is asked again as another question.',
  });
}

export function nothingDetermined(customerId: string, run: number): SeatbackError {
  return new SeatbackError({
    code: 'CUSTOMER_UNKNOWN',
    expected: 'the tenant GUID of a customer of this partner in the campaign',
    found: `"${customerId}" in run ${String(run)}`,
    where: 'what was determined',
    next: 'The accrual report lists the customers.',
  });
}

export function tooManyOpen(most: number): SeatbackError {
  return new SeatbackError({
    code: 'QUESTIONS_TOO_MANY',
    expected: `at most ${String(most)} questions of a partner in a campaign that wait for an answer`,
    found: 'more',
    where: 'questions of partners',
    next: 'Wait for answers, or withdraw a question.',
  });
}
