import { dayOf, Money, type Instant, type Language } from '../../kernel/index.js';
import type { DocumentContent, StatementContent } from './content.js';
import { adjustmentsSection, exchangesSection } from './money-sections.js';
import { adviceSection, bankReasons, wordOf } from './payment-words.js';
import { amount, count, text, type Fact, type Sheet, type SheetSection } from './sheet.js';
import { ruleWords } from './words/rule-words.js';
import type { StatementWords } from './words/statement-words.js';
import { wordsOf } from './words/words-of-language.js';

/** What of an edition is not among its facts. */
export interface Edition {
  readonly edition: number;
  readonly issuedAt: Instant;
  readonly contentHash: string;
}

/** A document in the words of a language. Pure: the same edition gives the same sheet. */
export function sheetOf(content: DocumentContent, edition: Edition, language: Language): Sheet {
  const words = wordsOf(language);
  const { labels } = words;
  const isStatement = content.form === 'seatback-statement/1';
  return {
    language,
    title: `${isStatement ? labels.statement : labels.advice} ${content.document}`,
    facts: headFacts(content, edition, labels),
    sections: [
      ...(isStatement ? statementSections(content, words, language) : [adviceSection(content, words, language)]),
      originSection(content, edition, labels),
    ],
    page: words.page,
  };
}

type Labels = StatementWords['labels'];

function headFacts(content: DocumentContent, { edition, issuedAt }: Edition, labels: Labels): Fact[] {
  const { partner, campaign, payer, timeZone } = content;
  const address = [
    [partner.street, partner.building].filter((part) => part !== null).join(' '),
    [partner.postcode, partner.town].filter((part) => part !== null).join(' '),
    partner.country ?? '',
  ].filter((line) => line !== '');
  return [
    { label: labels.number, cells: [text(content.document)] },
    { label: labels.edition, cells: [count(edition)] },
    { label: labels.issuedOn, cells: [{ day: dayOf(issuedAt, timeZone) }] },
    ...(payer === null ? [] : [{ label: labels.payer, cells: [text(payer)] }]),
    { label: labels.partner, cells: [text([partner.legalName ?? partner.partnerId, ...address].join(', '))] },
    { label: labels.partnerId, cells: [text(partner.partnerId)] },
    { label: labels.campaign, cells: [text(campaign.title ?? campaign.id)] },
    ...(content.form === 'seatback-statement/1'
      ? [{ label: labels.window, cells: [{ day: content.window.from }, { day: content.window.to }] }]
      : [{ label: labels.statementOf, cells: [text(content.statement)] }]),
  ];
}

function statementSections(content: StatementContent, words: StatementWords, language: Language): SheetSection[] {
  const { labels } = words;
  return [
    summarySection(content, words),
    {
      title: labels.accounts,
      table: {
        columns: [
          { head: labels.account, share: 6 },
          { head: labels.amount, isNumber: true, share: 2 },
          { head: labels.currency, share: 1 },
        ],
        rows: content.accounts.map(({ account, amount: plain, currency }) => [
          text(wordOf(words.accounts, account)),
          amount(plain),
          text(currency),
        ]),
      },
    },
    paymentsSection(content, words, language),
    ...exchangesSection(content, words),
    ...adjustmentsSection(content, words),
    ...(content.since === null ? [] : [changesSection(content, content.since, words)]),
    customersSection(content, words, language),
  ];
}

function summarySection(content: StatementContent, words: StatementWords): SheetSection {
  const { labels } = words;
  const { outcome, currency } = content;
  const facts: Fact[] = [
    { label: labels.earned, cells: [amount(content.earned), text(currency)] },
    { label: labels.customersQualified, cells: [count(content.customersQualified)] },
    { label: labels.customersUndecided, cells: [count(content.customersUndecided)] },
  ];
  if (outcome === null) return { title: labels.summary, facts, remark: labels.notYet };
  facts.push({
    label: labels.whatBecomes,
    cells: [amount(outcome.amount), text(outcome.currency), text(stageWords(content, words))],
  });
  if (outcome.reason !== null)
    facts.push({ label: labels.reason, cells: [text(wordOf(words.reasons, outcome.reason))] });
  if (outcome.stage !== 'settled' && !Money.of(outcome.settled, outcome.currency).isZero())
    facts.push({ label: labels.settledBefore, cells: [amount(outcome.settled), text(outcome.currency)] });
  if (['payable', 'waiting-for-payee', 'prepared', 'approved', 'held'].includes(outcome.stage))
    facts.push({ label: labels.payBy, cells: [{ day: content.payBy }] });
  return { title: labels.summary, facts };
}

/** What has left is told by what the bank has said of it since. */
function stageWords({ outcome, payments }: StatementContent, words: StatementWords): string {
  if (outcome === null) return '';
  const payment = payments.find(({ endToEndId }) => endToEndId === outcome.endToEndId);
  return outcome.stage === 'released' && payment !== undefined
    ? wordOf(words.states, payment.state)
    : wordOf(words.stages, outcome.stage);
}

function paymentsSection(content: StatementContent, words: StatementWords, language: Language): SheetSection {
  const { labels } = words;
  const { payments, timeZone } = content;
  if (payments.length === 0) return { title: labels.payments, remark: labels.noPayments };
  return {
    title: labels.payments,
    table: {
      columns: [
        { head: labels.endToEndId, share: 5 },
        { head: labels.amount, isNumber: true, share: 2 },
        { head: labels.currency, share: 1.2 },
        { head: labels.executionDate, share: 2.3 },
        { head: labels.state, share: 3 },
        { head: labels.since, share: 2.3 },
        { head: labels.reason, share: 3 },
      ],
      rows: payments.map((payment) => [
        { code: payment.endToEndId },
        amount(payment.amount),
        text(payment.currency),
        { day: payment.executionDate },
        text(wordOf(words.states, payment.state)),
        { day: dayOf(payment.since, timeZone) },
        text(bankReasons(payment, language)),
      ]),
    },
  };
}

function changesSection(
  { currency, earned }: StatementContent,
  since: NonNullable<StatementContent['since']>,
  words: StatementWords,
): SheetSection {
  const { labels } = words;
  const facts: Fact[] = [
    { label: labels.changesSince, cells: [text(since.statement ?? labels.notIssued)] },
    { label: labels.earnedBefore, cells: [amount(since.earned), text(currency)] },
    { label: labels.earned, cells: [amount(earned), text(currency)] },
  ];
  if (since.changes.length === 0) return { title: labels.changes, facts, remark: labels.noChanges };
  const total = since.changes.reduce((sum, each) => sum.plus(Money.of(each.amount, currency)), Money.zero(currency));
  return {
    title: labels.changes,
    facts,
    table: {
      columns: [
        { head: labels.cause, share: 4 },
        { head: labels.customer, share: 4 },
        { head: labels.customerId, share: 4 },
        { head: labels.amount, isNumber: true, share: 2 },
        { head: labels.currency, share: 1.2 },
      ],
      rows: since.changes.map((change) => [
        text(change.causes.map((cause) => wordOf(words.causes, cause)).join(' + ')),
        text(change.name),
        { code: change.customerId },
        amount(change.amount),
        text(currency),
      ]),
      total: [text(labels.total), text(''), text(''), amount(total.toString()), text(currency)],
    },
  };
}

function customersSection(
  { customers, currency, earned }: StatementContent,
  words: StatementWords,
  language: Language,
): SheetSection {
  const { labels } = words;
  if (customers.length === 0) return { title: labels.customers, remark: labels.noCustomers };
  return {
    title: labels.customers,
    table: {
      columns: [
        { head: labels.customer, share: 4 },
        { head: labels.customerId, share: 4.4 },
        { head: labels.outcome, share: 2.2 },
        { head: labels.assigned, isNumber: true, share: 1.7 },
        { head: labels.billed, isNumber: true, share: 1.7 },
        { head: labels.qualifying, isNumber: true, share: 1.7 },
        { head: `${labels.reward} (${currency})`, isNumber: true, share: 2 },
        { head: labels.reason, share: 4.3 },
      ],
      rows: customers.map((customer) => [
        text(customer.name),
        { code: customer.customerId },
        text(words.outcomes[customer.outcome]),
        count(customer.seatsAssigned),
        count(customer.seatsBilled),
        count(customer.seatsQualifying),
        amount(customer.reward),
        text(
          [
            ...customer.notMet.map((rule) => ruleWords(language, rule).notMet),
            ...customer.unknown.map((rule) => words.unknown(ruleWords(language, rule).name)),
          ].join(' '),
        ),
      ]),
      total: [text(labels.earned), text(''), text(''), text(''), text(''), text(''), amount(earned), text('')],
    },
  };
}

function originSection(content: DocumentContent, { contentHash }: Edition, labels: Labels): SheetSection {
  return {
    title: labels.origin,
    facts: [
      { label: labels.run, cells: [count(content.run)] },
      ...(content.form === 'seatback-statement/1'
        ? [
            { label: labels.termsVersion, cells: [count(content.version)] },
            { label: labels.knownAt, cells: [{ day: dayOf(content.knownAt, content.timeZone) }] },
          ]
        : []),
      { label: labels.runDigest, cells: [{ code: content.runDigest }] },
      ...(content.partnerDigest === null
        ? []
        : [{ label: labels.partnerDigest, cells: [{ code: content.partnerDigest }] }]),
      { label: labels.contentDigest, cells: [{ code: contentHash }] },
    ],
  };
}
