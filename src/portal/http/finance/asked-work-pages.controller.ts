import { Body, Controller, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../../../access/index.js';
import { AskedWork, type AskedKind } from '../../../asked-work/index.js';
import { runsHref } from '../../pages/finance/finance-paths.js';
import { ROLES_OF_ACTS } from '../../pages/finance/viewer.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { Allow } from '../access/allow.js';
import { ActingPerson, type PersonReply } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { HTML } from '../page-headers.js';
import { campaignParameters } from '../routes.js';
import { plainForm } from './act-forms.js';

const inCampaign = new CheckedInput('path', campaignParameters);
const asPlain = new CheckedInput('body', plainForm);
type InCampaign = z.output<typeof campaignParameters>;
type Plain = z.output<typeof plainForm>;

/** The forms by which finance asks for what takes longer than a page waits. */
@Controller('/campaigns/:campaignId')
export class AskedWorkPagesController {
  readonly #campaigns: CampaignReading;
  readonly #asked: AskedWork;

  constructor(campaigns: CampaignReading, asked: AskedWork) {
    this.#campaigns = campaigns;
    this.#asked = asked;
  }

  @Post('calculation')
  @Allow(...ROLES_OF_ACTS.calculation)
  @HttpCode(303)
  @Header(...HTML)
  async calculate(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(asPlain) _form: Plain,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#ask('calculation', campaignId, person, reply);
  }

  @Post('restatement')
  @Allow(...ROLES_OF_ACTS.restatement)
  @HttpCode(303)
  @Header(...HTML)
  async restate(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(asPlain) _form: Plain,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#ask('restatement', campaignId, person, reply);
  }

  @Post('statements')
  @Allow(...ROLES_OF_ACTS.statements)
  @HttpCode(303)
  @Header(...HTML)
  async giveOut(
    @Param(inCampaign) { campaignId }: InCampaign,
    @Body(asPlain) _form: Plain,
    @ActingPerson() person: SignedIn,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    return this.#ask('statements', campaignId, person, reply);
  }

  /** What cannot be done is told where the work is shown, as it is to whoever looks there later. */
  async #ask(kind: AskedKind, campaignId: string, person: SignedIn, reply: PersonReply): Promise<string> {
    await this.#campaigns.heading(campaignId);
    await this.#asked.ask(kind, campaignId, person.actor);
    reply.header('location', `${runsHref(campaignId)}#actions`);
    return '';
  }
}
