import { Body, Controller, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import { AskedWork, type AskedKind } from '../../../asked-work/index.js';
import { runsHref } from '../../pages/finance/finance-paths.js';
import { runsPage } from '../../pages/finance/runs-page.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { AskedWorkReading } from '../../reading/asked-work-reading.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { RunReading } from '../../reading/run-reading.js';
import { Allow } from '../access/allow.js';
import { ActingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { HTML } from '../page-headers.js';
import { campaignParameters } from '../routes.js';
import { actThenLead, calculationForm, plainForm, restatementForm } from './act-forms.js';
import { RUNS_ON_A_PAGE } from './run-pages.controller.js';
import { typedInstant } from './typed-instant.js';

const inCampaign = new CheckedInput('path', campaignParameters);
type InCampaign = z.output<typeof campaignParameters>;

/** What was typed of the instants to look at; empty: as it is. */
interface TypedInstants {
  readonly snapshotAt?: string;
  readonly knownAt?: string;
}

/** The forms by which finance asks for what takes longer than a page waits. */
@Controller('/campaigns/:campaignId')
export class AskedWorkPagesController {
  readonly #campaigns: CampaignReading;
  readonly #runs: RunReading;
  readonly #reading: AskedWorkReading;
  readonly #asked: AskedWork;

  constructor(campaigns: CampaignReading, runs: RunReading, reading: AskedWorkReading, asked: AskedWork) {
    this.#campaigns = campaigns;
    this.#runs = runs;
    this.#reading = reading;
    this.#asked = asked;
  }

  @Post('calculation')
  @Allow(...ROLES_OF_ACTS.calculation)
  @HttpCode(200)
  @Header(...HTML)
  async calculate(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(new CheckedInput('body', calculationForm)) said: z.output<typeof calculationForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#ask('calculation', campaignId, person, reply, said);
  }

  @Post('restatement')
  @Allow(...ROLES_OF_ACTS.restatement)
  @HttpCode(200)
  @Header(...HTML)
  async restate(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(new CheckedInput('body', restatementForm)) said: z.output<typeof restatementForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#ask('restatement', campaignId, person, reply, said);
  }

  @Post('statements')
  @Allow(...ROLES_OF_ACTS.statements)
  @HttpCode(200)
  @Header(...HTML)
  async giveOut(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(new CheckedInput('body', plainForm)) _form: z.output<typeof plainForm>,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#ask('statements', campaignId, person, reply, {});
  }

  /**
   * What cannot be read is told at once, with what was typed; what cannot be done is told where the work is shown, as it is
   * to whoever looks there later.
   */
  async #ask(
    kind: AskedKind,
    campaignId: string,
    person: SignedIn,
    reply: PersonReply,
    { snapshotAt = '', knownAt = '' }: TypedInstants,
  ): Promise<string> {
    const heading = await this.#campaigns.heading(campaignId);
    return actThenLead(reply, {
      act: async () =>
        this.#asked.ask(kind, campaignId, person.actor, {
          snapshotAt: typedInstant(snapshotAt, SNAPSHOT) ?? null,
          knownAt: typedInstant(knownAt, KNOWN) ?? null,
        }),
      leadTo: `${runsHref(campaignId)}#actions`,
      refused: async (problem) => {
        const runs = await this.#runs.runs(campaignId, { limit: RUNS_ON_A_PAGE });
        const asked = await this.#reading.list(campaignId);
        const typed = { action: `/campaigns/${campaignId}/${kind}`, fields: { snapshotAt, knownAt } };
        return runsPage({ heading, runs, asked, viewer: person, problem, typed });
      },
    });
  }
}

const SNAPSHOT = {
  where: 'the field “Seats at”',
  next: 'Leave it empty for the end of the window; while that is open, for now.',
};
const KNOWN = { where: 'the field “By what was recorded until”', next: 'Leave it empty for all that is known now.' };
