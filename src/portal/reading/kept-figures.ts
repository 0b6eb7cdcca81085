import type { Run } from '../../calculation/index.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { lastJournal, ledgerBalances } from '../../ledger/index.js';
import { figuresOfNow, type LedgerFigures } from './totals.js';

type LedgerBalances = Awaited<ReturnType<typeof ledgerBalances>>;

interface KeptOfCampaign {
  readonly state: string;
  /** As they were found, or are being found. */
  readonly figures: Map<keyof CampaignFigures, Promise<unknown>>;
}

/** As `LedgerFigures`, with what stands on each kind of account. */
export interface CampaignFigures extends LedgerFigures {
  balances(): Promise<LedgerBalances>;
}

/**
 * What all partners of a campaign come to, kept until the ledger has another journal or another run speaks for the
 * campaign. Payments, forfeitures and approved adjustments are each a journal, so nothing else can change it. To be asked
 * in a transaction that sees one state of the database, by those who see all partners.
 */
export class KeptFigures {
  /** By campaign: of each the last state that was asked for. */
  readonly #kept = new Map<string, KeptOfCampaign>();

  async of(session: Session, run: Run, terms: CampaignTerms): Promise<CampaignFigures> {
    const state = [run.run, run.state, run.digest, await lastJournal(session)].join(' ');
    const known = this.#kept.get(run.campaignId);
    const { figures } =
      known?.state === state ? known : { figures: new Map<keyof CampaignFigures, Promise<unknown>>() };
    this.#kept.set(run.campaignId, { state, figures });
    // Who comes while it is being found waits for it: found by all at once, it would take all of them far longer.
    const once = async <T>(name: keyof CampaignFigures, find: () => Promise<T>): Promise<T> => {
      const underWay = figures.get(name) as Promise<T> | undefined;
      if (underWay !== undefined) return underWay.catch(() => once(name, find));
      const found = find();
      figures.set(name, found);
      try {
        return await found;
      } catch (error) {
        // Whoever found it lost its connection, perhaps: the next one looks for itself.
        figures.delete(name);
        throw error;
      }
    };
    const now = figuresOfNow(session, run, terms);
    return {
      preview: () => once('preview', () => now.preview()),
      standing: () => once('standing', () => now.standing()),
      balances: () => once('balances', () => ledgerBalances(session, run.campaignId)),
    };
  }
}
