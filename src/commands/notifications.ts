import { Option, type Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import {
  countNotifications,
  DecideNotification,
  listNotifications,
  NOTIFICATION_WAYS,
  SendMails,
  type NotificationState,
  type NotificationWay,
} from '../notifications/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

const STATES = ['waiting', 'sent', 'refused', 'lapsed', 'settled'] as const satisfies readonly NotificationState[];

export function notificationsCommands(program: Command): void {
  const notifications = program
    .command('notifications')
    .description('mails to partners: what waits, what was sent, and what a person has to look at');
  notifications
    .command('list')
    .description('mails to partners, the latest first; exit code 2 where one needs a person')
    .addOption(new Option('--state <name>', 'only those').choices(STATES))
    .option('--partner <id>', 'only those to this partner')
    .option('--limit <number>', 'so many at most', numberOption, 100)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback notifications list\n  npx seatback notifications list --state refused',
    )
    .action(
      (
        options: CommonOptions & {
          readonly state?: NotificationState;
          readonly partner?: string;
          readonly limit: number;
        },
      ) =>
        withSeatback(options, async ({ app, environment, terminal }) => {
          const { listed, counts } = await app.get(UnitOfWork).inSession(async (session) => ({
            listed: await listNotifications(session, {
              state: options.state,
              partnerId: options.partner,
              limit: options.limit,
            }),
            counts: await countNotifications(session),
          }));
          const isConfigured = environment.mail !== undefined;
          const troubled = counts.reduce((sum, each) => sum + each.troubled, 0);
          const refused = counts.find(({ state }) => state === 'refused')?.count ?? 0;
          terminal.answer({ isConfigured, counts, notifications: listed });
          terminal.table(
            ['number', 'notice', 'partner', 'campaign', 'state', 'since', 'attempts', 'next', 'sent to', 'problem'],
            listed.map((each) => [
              each.notification,
              each.kind.replaceAll('-', ' '),
              each.partnerId,
              each.campaignId,
              each.state,
              (each.sentAt ?? each.recordedAt).slice(0, 16),
              each.attempts,
              each.nextAttemptAt?.slice(0, 16) ?? '',
              each.sentTo ?? '',
              each.problem ?? '',
            ]),
          );
          terminal.say(counts.map(({ state, count }) => `${String(count)} ${state}`).join(', ') || 'No mails.');
          if (!isConfigured)
            terminal.say('No mail is sent: SEATBACK_SMTP_URL and SEATBACK_MAIL_FROM are not set (docs/settings.md).');
          if (refused > 0)
            terminal.say(
              'What is refused waits for a person: npx seatback notifications decide <number> --as send-again|settled',
            );
          return refused + troubled > 0 ? EXIT.heldBack : EXIT.done;
        }),
    );
  notifications
    .command('send')
    .description('send now what is due, as the worker does every minute; safe to repeat')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback notifications send')
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const round = await app.get(SendMails).execute();
        terminal.answer(round);
        if (!round.isConfigured)
          terminal.say('No mail is sent: SEATBACK_SMTP_URL and SEATBACK_MAIL_FROM are not set (docs/settings.md).');
        else
          terminal.say(
            `${String(round.sent)} sent, ${String(round.failed)} to be tried again, ${String(round.refused)} for a person, ${String(round.lapsed)} of no use any more.`,
          );
        if (round.brokenOffBy !== null) terminal.say(`The mail server cannot be used: ${round.brokenOffBy}`);
        const isDone = round.isConfigured && round.failed + round.refused === 0 && round.brokenOffBy === null;
        return isDone ? EXIT.done : EXIT.heldBack;
      }),
    );
  notifications
    .command('decide')
    .argument('<number>', 'of the mail', numberOption)
    .description('say of a mail that it came back, is to be sent again, or needs no sending any more')
    .addOption(new Option('--as <way>', 'what about it').choices(NOTIFICATION_WAYS).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback notifications decide 12 --as send-again --reason "the address was corrected" --actor dana\n  npx seatback notifications decide 13 --as bounced --reason "mailbox full" --actor dana',
    )
    .action(
      (
        notification: number,
        options: CommonOptions & { readonly as: NotificationWay; readonly reason: string; readonly actor: string },
      ) =>
        withSeatback(options, async ({ app, terminal }) => {
          const state = await app.get(DecideNotification).execute(notification, options);
          terminal.answer({ notification, state });
          terminal.say(`Mail ${String(notification)} is ${state}.`);
          return EXIT.done;
        }),
    );
}
