import type { JSX } from 'preact';
import { Money } from '../../../kernel/index.js';
import type { CampaignAnswer, RunAnswer, TotalsAnswer } from '../../answers/campaign-answers.js';
import { counted, grouped, money, spokenSnapshot, spokenWindow } from '../format.js';
import { Badge, CannotBeRead, Command } from '../parts.js';
import { RUN_STATES } from '../words.js';
import { nextStep } from './next-step.js';

type Stage = TotalsAnswer['stages'][number]['stage'];

const TO_RELEASE: readonly Stage[] = ['payable', 'waiting-for-payee', 'prepared', 'approved', 'releasing'];
const NOT_PAID: readonly Stage[] = ['held', 'forfeited', 'carried', 'converted'];

/** Title, window, and how the run stands: what a reader must know before the first figure. */
export function CampaignHead({ campaign }: { readonly campaign: CampaignAnswer }): JSX.Element {
  const { campaignId, title, window, timeZone, version, fileVersion, run } = campaign;
  return (
    <div class="head">
      <h1>{title ?? campaignId}</h1>
      <p class="under">
        {spokenWindow(window)} ({timeZone}) · terms version {version} · <code>{campaignId}</code>
      </p>
      {fileVersion !== null && fileVersion !== version && (
        <p class="under">
          The campaign file states version {fileVersion} by now; this page shows the run as it was made, by version{' '}
          {version}.
        </p>
      )}
      {run !== null && <RunState run={run} timeZone={timeZone} />}
    </div>
  );
}

function RunState({ run, timeZone }: { readonly run: RunAnswer; readonly timeZone: string }): JSX.Element {
  if (run.kind === 'provisional')
    return (
      <p class="state provisional">
        <Badge says="Provisional" tone="open" /> Run {run.run}: as if the campaign had ended at the{' '}
        {spokenSnapshot(run.snapshotAt, timeZone)}. An estimate; nothing of it is owed.
      </p>
    );
  return (
    <p class="state">
      <Badge says="Official" tone="good" /> <Badge {...RUN_STATES[run.state]} /> Run {run.run}, seats at the{' '}
      {spokenSnapshot(run.snapshotAt, timeZone)}.{run.state !== 'posted' && ' Not posted: nothing of it is owed yet.'}
    </p>
  );
}

/** The four amounts that answer most questions. */
export function KeyFigures({ run, totals }: { readonly run: RunAnswer; readonly totals: TotalsAnswer }): JSX.Element {
  const sent = standingOn(totals, ['in-transit', 'paid']);
  const owed = standingOn(totals, ['recoverable']);
  const toRelease = amountAt(totals, TO_RELEASE);
  const notPaid = amountAt(totals, NOT_PAID);
  return (
    <dl class="figures">
      <Figure
        label={run.kind === 'official' ? 'Earned' : 'Earned so far'}
        amount={totals.earned}
        currency={totals.currency}
        note={`${counted(run.counts.qualified, 'qualified customer')}, ${counted(totals.partnersEarning, 'partner')}`}
      />
      <Figure label="Sent to the bank" {...sent} />
      <Figure label={payableLabel(run, totals)} {...toRelease} />
      <Figure label="Kept or below the minimum" {...notPaid} />
      {/[1-9]/.test(owed.amount) && <Figure label="Paid too much, to come back" {...owed} />}
    </dl>
  );
}

function payableLabel({ state }: RunAnswer, { isPreview }: TotalsAnswer): string {
  if (!isPreview) return 'Still to send';
  return state === 'posted' ? 'Payable, not prepared yet' : 'Payable, once posted';
}

function Figure({
  label,
  amount,
  currency,
  note,
}: {
  readonly label: string;
  readonly amount: string;
  readonly currency: string;
  readonly note: string;
}): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span class="amount">
          <span class="currency">{currency}</span> {grouped(amount)}
        </span>
        <span class="note">{note}</span>
      </dd>
    </div>
  );
}

function amountAt(
  { stages, currency }: TotalsAnswer,
  wanted: readonly Stage[],
): { readonly amount: string; readonly currency: string; readonly note: string } {
  const found = stages.filter(({ stage }) => wanted.includes(stage));
  const amount = found.reduce((sum, each) => sum.plus(Money.of(each.amount, each.currency)), Money.zero(currency));
  const partners = found.reduce((sum, each) => sum + each.partners, 0);
  return { amount: amount.toString(), currency, note: counted(partners, 'partner') };
}

/** By the ledger: what earlier runs have paid is paid. */
function standingOn(
  { standing, currency }: TotalsAnswer,
  accounts: readonly string[],
): { readonly amount: string; readonly currency: string; readonly note: string } {
  const found = standing.filter((each) => accounts.includes(each.account) && each.currency === currency);
  const amount = found.reduce((sum, each) => sum.plus(Money.of(each.amount, each.currency)), Money.zero(currency));
  const partners = found.reduce((most, each) => Math.max(most, each.partners), 0);
  const exchanged = standing.filter((each) => accounts.includes(each.account) && each.currency !== currency);
  const others = exchanged.map(
    (each) => `${money(each.amount, each.currency)} to ${counted(each.partners, 'partner')}`,
  );
  return { amount: amount.toString(), currency, note: [counted(partners, 'partner'), ...others].join('; ') };
}

/** What to do now; where the campaign file is broken, that first. */
export function WhatToDo({
  campaign,
  hasSignIn,
}: {
  readonly campaign: CampaignAnswer;
  /** Whether people sign in, and may act on pages. */
  readonly hasSignIn: boolean;
}): JSX.Element | null {
  const { failure } = campaign;
  const step = nextStep(campaign);
  if (failure === null && step === undefined) return null;
  return (
    <>
      {failure !== null && <CannotBeRead failure={failure} />}
      {step !== undefined && (
        <aside class="next" aria-label="What to do next">
          <p>
            <strong>Next:</strong> {step.says}
          </p>
          {hasSignIn && step.page !== undefined ? (
            <p>
              <a href={step.page.href}>{step.page.label}</a>
            </p>
          ) : (
            step.commands.map((command) => <Command key={command}>{command}</Command>)
          )}
        </aside>
      )}
    </>
  );
}
