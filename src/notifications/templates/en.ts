import type { ForfeitedBecause } from '../notice.js';
import { letter, type Spoken, type Template } from './template.js';

const BECAUSE: Readonly<Record<ForfeitedBecause, string>> = {
  'no-bank-details': 'After the last notice we had no bank details that we could pay to.',
  'payment-failed': 'A payment failed for its bank details, and no others came in time.',
  'personal-account':
    'The account that was given is a person’s and not the company’s; by the terms this rejects the claims.',
  'not-paid-again': 'A payment failed, and it was decided that it is not made again.',
  'below-minimum': 'It is below the minimum payout of the campaign.',
  'carry-expired': 'It was carried forward until the last day for that and never reached the minimum payout.',
};

const NEAR = {
  registration: 'Registration',
  claim: 'Claims',
  proof: 'Proof of performance',
  appeal: 'Appeal',
} as const;

const STILL_OPEN = {
  registration: 'You have customers that may earn a reward, and your company is not registered for the offer yet.',
  claim: 'You have customers that may earn a reward, and we have no claim for them yet.',
  proof: 'You have customers that may earn a reward, and we have no proof of performance of your company yet.',
} as const;

/** What a mail looks like that is written in English. */
export const english: Template = (notice, spoken) => {
  const { campaign, partner, amount, until, reasons } = spoken;
  const to = `To ${partner}`;
  const ending = 'Nobody will ever ask you for bank details in an e-mail. Please do not answer this message with any.';
  switch (notice.kind) {
    case 'potential-payment':
      return letter(
        `A potential payment: ${campaign}`,
        to,
        `By what is known now ${amount} from “${campaign}” are to be paid to you, by ${until}.`,
        'This is not a payment yet: it still depends on the conditions of the campaign, on bank details that we can pay to, and on what becomes known until then.',
        ending,
      );
    case 'details-wanted':
      return letter(
        `Your bank details are wanted (${String(notice.notice)} of ${String(notice.mostNotices)}): ${campaign}`,
        to,
        notice.cause === 'payment-failed'
          ? `A payment for “${campaign}” could not be made with the bank details that we have. Other details are wanted.`
          : `A payment for “${campaign}” is waiting, and we have no bank details of your company to pay it to.`,
        linkWords(spoken),
        `Please give them before ${until}. ${lastWords(notice.notice, notice.mostNotices)}`,
        ending,
      );
    case 'details-refused':
      return letter(
        `Your bank details could not be used: ${campaign}`,
        to,
        `The bank details that you gave for “${campaign}” could not be approved. Please give others.`,
        linkWords(spoken),
        `This is possible before ${until}.`,
        ending,
      );
    case 'about-to-be-forfeited':
      return letter(
        `Your payment is about to be forfeited: ${campaign}`,
        to,
        `We still have no bank details to pay to for “${campaign}”. What is payable is cancelled and forfeited if none come before ${until}.`,
        spoken.link === undefined ? 'Please use the link or code of our last notice.' : linkWords(spoken),
        ending,
      );
    case 'forfeited':
      return letter(
        `Forfeited: ${campaign}`,
        to,
        `${amount} of “${campaign}” will not be paid. ${BECAUSE[notice.because]}`,
        'If you think that this is wrong, please write to your contact.',
      );
    case 'paid':
      return letter(
        `Paid: ${campaign}`,
        to,
        `${amount} for “${campaign}” have been paid. The payment’s reference is ${notice.endToEndId}.`,
        'Your bank may take some days to credit it.',
      );
    case 'claim-received':
      return letter(
        `A claim received: ${campaign}`,
        to,
        `We received your claim ${notice.claimId} for “${campaign}”. This receipt is provisional: whether the claim is valid we tell you before ${until}.`,
      );
    case 'deadline-near':
      return letter(
        `${NEAR[notice.about]} before ${until}: ${campaign}`,
        to,
        notice.about === 'appeal'
          ? `The rejection of your claim ${notice.claimId ?? ''} for “${campaign}” can be appealed once, before ${until}. After that it is final.`
          : `${STILL_OPEN[notice.about]} It can be done before ${until}; what comes later does not count for “${campaign}”.`,
        'If you have done it already, you need do nothing more.',
      );
    case 'question-answered':
      return letter(
        `Your question was answered: ${campaign}`,
        to,
        `We answered your question ${String(notice.question)} about ${spoken.customer} in “${campaign}”. Sign in to read it, on the page of that customer.`,
      );
    case 'claim-valid':
      return letter(
        `Your claim is valid: ${campaign}`,
        to,
        `Your claim ${notice.claimId} for “${campaign}” was found valid. What it comes to follows from the terms of the offer.`,
      );
    case 'claim-rejected':
      return letter(
        `Your claim was rejected: ${campaign}`,
        to,
        `Your claim ${notice.claimId} for “${campaign}” was rejected. ${reasons}`,
        until === ''
          ? 'The rejection is final.'
          : `If you hold that to be wrong, you can appeal once, before ${until}. Write to your contact and name the claim.`,
      );
    case 'returned':
      return letter(
        `Your payment could not be credited: ${campaign}`,
        to,
        `${notice.isRefused ? 'The bank has refused' : 'The bank has returned'} the payment of ${amount} for “${campaign}”, reference ${notice.endToEndId}.`,
        reasons === '' ? 'It gave no reason.' : `The reason: ${reasons}`,
        'You need do nothing now. If we need other bank details, you will be asked for them in a message of its own.',
        ending,
      );
  }
};

function linkWords({ link }: Spoken): string {
  if (link === undefined) return '';
  return 'page' in link
    ? `Give them on this page. The link is for you alone and can be used once:\n${link.page}`
    : `Your code for this is for you alone and can be used once:\n${link.code}`;
}

function lastWords(notice: number, most: number): string {
  return notice < most ? '' : 'This is the last notice: without them the amount may be cancelled and forfeited.';
}
