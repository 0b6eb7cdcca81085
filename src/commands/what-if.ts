import type { INestApplicationContext } from '@nestjs/common';
import { CalculateCampaign, type CalculationRequest, type Run } from '../calculation/index.js';
import type { Campaign } from '../campaigns/index.js';
import type { Session } from '../database/index.js';
import { CLOCK, Money, type Clock } from '../kernel/index.js';
import { CampaignOutput, totalsOf } from '../portal/index.js';
import { STAGE_WORDS } from './stage-words.js';
import type { Terminal } from './terminal.js';

type Totals = Awaited<ReturnType<typeof totalsOf>>;

/** What a draft of the terms comes to, beside the terms as they are. */
export interface WhatIf {
  readonly draft: Run;
  readonly draftTotals: Totals;
  /** Null where the campaign has no terms yet to be held against. */
  readonly totals: Totals | null;
}

/** Calculates with the draft, writes its files, and calculates with the terms as they are on the very same facts; keeps nothing. */
export async function whatIf(
  app: INestApplicationContext,
  { draft, campaign, out }: { readonly draft: Campaign; readonly campaign: Campaign | undefined; readonly out: string },
  request: CalculationRequest,
): Promise<WhatIf> {
  const calculation = app.get(CalculateCampaign);
  const pinned = { ...request, knownAt: request.knownAt ?? app.get<Clock>(CLOCK).now() };
  const preview = async (terms: Campaign, read: (session: Session, run: Run) => Promise<void>) =>
    calculation.preview(terms, pinned, async (session, run) => {
      await read(session, run);
      return { run, totals: await totalsOf(session, run, terms.terms) };
    });
  const { run, totals } = await preview(draft, (session, run) => app.get(CampaignOutput).write(session, run, out));
  const asItIs = campaign === undefined ? null : await preview(campaign, async () => undefined);
  return { draft: run, draftTotals: totals, totals: asItIs?.totals ?? null };
}

/** By what becomes of it: partners and amount as it is, with the draft, and the difference. */
export function sayWhatIf(terminal: Terminal, { draft, draftTotals, totals }: WhatIf): void {
  const { currency } = draft;
  const stages = [...new Set([...(totals?.stages ?? []), ...draftTotals.stages].map(({ stage }) => stage))];
  const at = (from: Totals | null, stage: (typeof stages)[number]) => {
    const found = from?.stages.find((each) => each.stage === stage);
    return { partners: found?.partners ?? 0, amount: Money.of(found?.amount ?? '0', currency) };
  };
  terminal.say(
    totals === null
      ? `\nWhat becomes of it, in ${currency}:`
      : `\nWhat becomes of it, in ${currency}, as it is and with the draft:`,
  );
  const earned = (from: Totals | null) => ({
    partners: from?.partnersEarning ?? 0,
    amount: Money.of(from?.earned ?? '0', currency),
  });
  const rows = [
    ...stages.map((stage) => [STAGE_WORDS[stage], at(totals, stage), at(draftTotals, stage)] as const),
    ['earned in all', earned(totals), earned(draftTotals)] as const,
  ];
  terminal.table(
    [
      '',
      ...(totals === null ? [] : ['partners', 'as it is']),
      'partners',
      'with the draft',
      ...(totals === null ? [] : ['difference']),
    ],
    rows.map(([what, before, after]) => [
      what,
      ...(totals === null ? [] : [before.partners, before.amount.toString()]),
      after.partners,
      after.amount.toString(),
      ...(totals === null ? [] : [after.amount.minus(before.amount).toString()]),
    ]),
  );
}
