import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import { SeatbackError } from '../kernel/index.js';
import {
  DecideAnswer,
  DECISION_WAYS,
  factsOf,
  findAnswer,
  listAnswers,
  openQuestionsOf,
  paymentReason,
  paymentStatus,
  ReadAnswers,
  type DecisionWay,
  type ListedQuestion,
  type ReadAnswer,
  type ReportedStep,
  type SpokenText,
} from '../payout/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

const WAYS = [...new Set(Object.values(DECISION_WAYS).flat())].sort();
const STEPS: readonly ReportedStep[] = [
  'received',
  'in-process',
  'debited',
  'blocked',
  'credited',
  'rejected',
  'cancelled',
  'returned',
];
const LANGUAGES = ['en', 'de', 'sv'] as const satisfies readonly (keyof SpokenText)[];

export function answersCommands(program: Command): void {
  const answers = program
    .command('answers')
    .description('what banks report of payments: read it, and decide what it leaves open');
  answers
    .command('read <file...>')
    .description(
      'keep reports (pain.002, camt.053, camt.054) and move payments on by them; the same report twice changes nothing',
    )
    .option('--bank <name>', 'whose reports they are; the bank of the debtor account, by its BIC, where it is left out')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback answers read ./inbox/*.xml\n  npx seatback answers read ./camt054.xml --bank BUKBGB22',
    )
    .action((files: string[], options: CommonOptions & { readonly bank?: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const read: (ReadAnswer & { readonly file: string })[] = [];
        // What a crash left kept and unread comes first: it came first.
        for (const each of await app.get(ReadAnswers).readRest()) read.push({ ...each, file: 'kept before' });
        for (const file of files) {
          const content = await contentOf(file);
          const one = await app.get(ReadAnswers).execute({ bank: options.bank, fileName: basename(file), content });
          read.push({ ...one, file });
        }
        terminal.answer(read);
        terminal.table(
          ['file', 'answer', 'kind', 'message', 'state', 'facts', 'payments', 'changed', 'open'],
          read.map((each) => [
            each.file,
            each.answer,
            each.kind ?? '',
            each.messageId ?? '',
            stateWord(each),
            each.facts,
            each.payments,
            each.changed,
            each.questions,
          ]),
        );
        const open = read.reduce((sum, { questions }) => sum + questions, 0);
        if (open > 0) terminal.say(`\n${String(open)} things wait for a person: npx seatback answers open`);
        const isAllRead = read.every(({ state }) => state === 'read' || state === 'repeated');
        return open > 0 || !isAllRead ? EXIT.heldBack : EXIT.done;
      }),
    );
  answers
    .command('list')
    .description('what banks sent, the latest first')
    .option('--limit <number>', 'so many at most', numberOption, 50)
    .option(...JSON_OPTION)
    .action((options: CommonOptions & { readonly limit: number }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const listed = await app.get(UnitOfWork).inSession((session) => listAnswers(session, options.limit));
        terminal.answer(listed);
        terminal.table(
          ['answer', 'kept at', 'bank', 'kind', 'message', 'state', 'facts', 'payments', 'open', 'file'],
          listed.map((each) => [
            each.answer,
            each.keptAt.slice(0, 19),
            each.bank,
            each.kind ?? '',
            each.messageId ?? '',
            each.state,
            each.facts,
            each.payments,
            each.questions,
            each.fileName,
          ]),
        );
        if (listed.length === 0) terminal.say('No bank has answered yet.');
        return EXIT.done;
      }),
    );
  answers
    .command('show')
    .argument('<answer>', 'the number of the answer', numberOption)
    .description('what a report says, fact by fact, in words')
    .option('--limit <number>', 'so many facts at most', numberOption, 200)
    .addOption(new Option('--language <code>', 'of the words').choices(LANGUAGES).default('en'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback answers show 3 --language sv')
    .action(
      (number: number, options: CommonOptions & { readonly limit: number; readonly language: keyof SpokenText }) =>
        withSeatback(options, async ({ app, terminal }) => {
          const { answer, facts, questions } = await app.get(UnitOfWork).inSession(async (session) => ({
            answer: await findAnswer(session, number),
            facts: await factsOf(session, number, options.limit),
            questions: await openQuestionsOf(session, options.limit, number),
          }));
          const worded = facts.map((fact) => ({
            ...fact,
            words: wordsOf(fact.status, fact.reasons, options.language),
          }));
          terminal.answer({ ...answer, listed: worded, open: questions });
          terminal.say(
            `Answer ${String(answer.answer)} of ${answer.bank}: ${answer.kind ?? 'no report'} ${answer.messageId ?? ''}, ${answer.state}.`,
          );
          terminal.say(
            `${String(answer.facts)} facts about ${String(answer.payments)} payments of ours. SHA-256 ${answer.rawHash}`,
          );
          if (answer.fault !== null)
            terminal.say(
              `It cannot be read: expected ${answer.fault.expected}, found ${answer.fault.found}, line ${String(answer.fault.line)}.`,
            );
          terminal.table(
            ['fact', 'line', 'level', 'status', 'says', 'payment', 'amount', '', 'words'],
            worded.map((fact) => [
              fact.fact,
              fact.fileLine,
              fact.level,
              [fact.status ?? '', ...fact.reasons.flatMap(({ code }) => code ?? [])].join(' '),
              fact.says,
              fact.payments.join(' ') || (fact.endToEndId ?? ''),
              fact.amount ?? '',
              fact.currency ?? '',
              fact.words,
            ]),
          );
          sayQuestions(terminal, questions);
          return questions.length > 0 ? EXIT.heldBack : EXIT.done;
        }),
    );
  answers
    .command('open')
    .description('what waits for a person, the oldest first')
    .option('--limit <number>', 'so many at most', numberOption, 100)
    .option(...JSON_OPTION)
    .action((options: CommonOptions & { readonly limit: number }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const questions = await app.get(UnitOfWork).inSession((session) => openQuestionsOf(session, options.limit));
        terminal.answer(questions);
        sayQuestions(terminal, questions);
        if (questions.length === 0) terminal.say('Nothing waits for a person.');
        return questions.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
  answers
    .command('decide')
    .argument('<question>', 'the number of the question', numberOption)
    .description('decide what an answer leaves open; what was decided stays')
    .addOption(new Option('--as <way>', 'how').choices(WAYS).makeOptionMandatory())
    .option('--payment <id>', 'the end-to-end id of the payment that it is about')
    .addOption(new Option('--means <step>', 'what an unknown code means').choices(STEPS))
    .option('--amount <decimal>', 'how much came back')
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback answers decide 4 --as pay-again --reason "The bank asks us to send it once more" --actor robin\n  npx seatback answers decide 5 --as belongs-to --payment SB-ABC-1 --reason "By phone" --actor robin',
    )
    .action(
      (
        question: number,
        options: CommonOptions & {
          readonly as: DecisionWay;
          readonly payment?: string;
          readonly means?: ReportedStep;
          readonly amount?: string;
          readonly reason: string;
          readonly actor: string;
        },
      ) =>
        withSeatback(options, async ({ app, terminal }) => {
          const decided = await app.get(DecideAnswer).execute(question, options);
          terminal.answer(decided);
          terminal.say(
            `Question ${String(question)} is decided: ${decided.as.replace('-', ' ')}${decided.endToEndId === null ? '' : `, payment ${decided.endToEndId}`}. ${String(decided.journals)} journals.`,
          );
          if (decided.as === 'pay-again') terminal.say('Prepare the payout to pay it, under a new end-to-end id.');
          return EXIT.done;
        }),
    );
}

function sayQuestions(terminal: Terminal, questions: readonly ListedQuestion[]): void {
  if (questions.length > 0) terminal.say('\nWaiting for a person:');
  terminal.table(
    ['question', 'about', 'answer', 'fact', 'partner', 'payment', 'found', 'decide as'],
    questions.map((each) => [
      each.question,
      each.about.replaceAll('-', ' '),
      each.answer ?? '',
      each.fact ?? '',
      each.partnerId ?? '',
      each.endToEndId ?? '',
      each.found,
      each.ways.join(', '),
    ]),
  );
}

function stateWord({ state, repeats }: ReadAnswer): string {
  if (state === 'repeated') return `repeats ${String(repeats)}`;
  return state === 'differs' ? `differs from ${String(repeats)}` : state;
}

/** The words for a status and its reasons; the bank's own where it has some. */
function wordsOf(
  status: string | null,
  reasons: readonly { readonly code: string | null; readonly texts: readonly string[] }[],
  language: keyof SpokenText,
): string {
  const meaning = status === null ? undefined : paymentStatus(status)?.[language];
  return [
    meaning ?? '',
    ...reasons.map(({ code, texts }) =>
      [code === null ? '' : (paymentReason(code)?.[language] ?? ''), ...texts.map((text) => `“${text}”`)]
        .join(' ')
        .trim(),
    ),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

async function contentOf(file: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    const handle = await open(file, 'r');
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    }
    return handle.createReadStream({ highWaterMark: 1024 * 1024 });
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new SeatbackError(
      {
        code: 'FILE_UNREADABLE',
        expected: 'a file that can be read',
        found: code,
        where: file,
        next: 'Name a report that a bank sent, pain.002, camt.053 or camt.054.',
      },
      { cause: error },
    );
  }
}
