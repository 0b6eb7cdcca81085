import type { JSX } from 'preact';
import type { ProblemAnswer } from '../../answers/problem.js';

/** What each refusal means to who pressed the button; what is not named here says what was expected and found. */
const WORDS: Readonly<Record<string, (problem: ProblemAnswer) => string>> = {
  SAME_PERSON: ({ found }) =>
    found?.includes('issued the link') === true
      ? 'You issued the link by which these details came; another person decides of them.'
      : 'You handed this in yourself; another person approves it.',
  DECIDER_APPROVES: () =>
    'You decided by hand of customers that this run counts; somebody who decided of none approves it.',
  RUN_STATE: ({ found }) => `The run is ${found ?? 'in another state'} by now: somebody else was at it.`,
  BATCH_STATE: ({ found }) => `The batch is ${found ?? 'in another state'} by now: somebody else was at it.`,
  RUN_OUTDATED: ({ found }) =>
    `More is known by now than this run shows (${found ?? ''}). Calculate anew, or say why this run is to count as it is.`,
  RUN_CHANGED: ({ found }) =>
    `What is stored is not what was handed in: ${found ?? ''}. Let somebody run npx seatback verify before anything else.`,
  TERMS_UNCONFIRMED: ({ found }) => `Assumed terms are to be confirmed first; ${found ?? ''}.`,
  CAMPAIGN_HAS_RUN: ({ found }) => `Another run stands in the way: ${found ?? ''}.`,
  REASON_INVALID: ({ expected }) => `Say why, for whoever reads it in a year: ${expected ?? ''}.`,
  BATCH_OF_SUPERSEDED_RUN: () => 'The batch pays a run that another has taken the place of. Void it and prepare anew.',
  BANK_DETAILS_DECIDED: ({ found }) => `These details are ${found ?? 'decided'} by now: a decision stays.`,
  BANK_DETAILS_REPLACED: ({ found }) => `They are not the newest any more: ${found ?? ''}. Decide of the newest.`,
  BANK_DETAILS_CHANGED: ({ expected, found }) =>
    `You looked at ${expected ?? 'another account'}; this is ${found ?? 'another'}. Look at them again.`,
  BANK_DETAILS_UNDECIDED: () => 'The partner has answered: its details wait for a decision.',
  PERSONAL_ACCOUNT: () => 'The account was declared as a person’s. It is refused; the company names one of its own.',
  HOLD_STATE: ({ found }) => `By now there is ${found ?? 'another hold'}: somebody else was at it.`,
  ADJUSTMENT_STATE: ({ found }) => `The adjustment is ${found ?? 'decided'} by now: what was decided stays.`,
  KNOWN_AT_AHEAD: () =>
    'This instant lies ahead: nobody knows yet what is recorded until then. Name an instant that has passed, or leave it empty for all that is known now.',
  DECISION_MEANWHILE: ({ found }) => `Somebody decided meanwhile: ${found ?? ''}. Look at it again.`,
  WIRE_FILE_UNCERTAIN: () =>
    'A release before this one broke off while it handed the file over. Look whether the bank took it, and say so on this page.',
};

/** A refusal on the page on which it happened: nothing was changed. */
export function Refused({
  problem,
  written,
}: {
  readonly problem: ProblemAnswer;
  /** What was typed into a form that is not offered any more: to be copied from here. */
  readonly written?: string | undefined;
}): JSX.Element {
  const { code, expected, found, where, next } = problem;
  const said = WORDS[code]?.(problem);
  return (
    <div class="next warning" role="alert">
      <p>
        <strong>Not done.</strong> {said ?? `Expected ${expected ?? 'something else'}; found ${found ?? 'this'}.`}
      </p>
      <p class="note">
        {said === undefined && next !== undefined && `${next} `}
        {where}
        {where === undefined ? '' : ', '}
        <code>{code}</code>
      </p>
      {written !== undefined && (
        <>
          <p>You had written:</p>
          <blockquote class="said">{written}</blockquote>
        </>
      )}
    </div>
  );
}
