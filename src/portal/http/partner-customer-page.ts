import { Injectable } from '@nestjs/common';
import { isPartnerRole, type SignedIn } from '../../access/index.js';
import { ExplainCustomer } from '../../calculation/index.js';
import { UnitOfWork } from '../../database/index.js';
import { listQuestions, type ListedQuestion } from '../../questions/index.js';
import { explanationAnswer } from '../answers/explanation-answer.js';
import { explainInSight } from '../explanations/explanation-in-sight.js';
import { NO_EVIDENCE, withEvidence } from '../explanations/evidenced-explanation.js';
import { partnersCustomerPage } from '../pages/partner/customer.js';
import type { Asking } from '../pages/partner/questions.js';
import { PartnerReading } from '../reading/partner-reading.js';
import { readOnly } from '../reading/read-only.js';
import { newFormId } from './kept/noted-work.js';
import { viewOf } from './language.js';
import type { Reader } from './partner-reader.js';

/** Of a customer; more are read on the command line. */
const QUESTIONS_ON_A_PAGE = 100;

export interface WhoseCustomer {
  readonly campaignId: string;
  readonly partnerId: string;
  readonly customerId: string;
}

interface AskingReader extends Reader {
  /** A question that was sent and could not be taken. */
  readonly refused?: string;
}

/** A customer as its partner sees it, with the questions about it; also where a question was refused. */
@Injectable()
export class PartnerCustomerPage {
  readonly #partners: PartnerReading;
  readonly #explainCustomer: ExplainCustomer;
  readonly #unitOfWork: UnitOfWork;

  constructor(partners: PartnerReading, explainCustomer: ExplainCustomer, unitOfWork: UnitOfWork) {
    this.#partners = partners;
    this.#explainCustomer = explainCustomer;
    this.#unitOfWork = unitOfWork;
  }

  async render(whose: WhoseCustomer, { refused, ...reader }: AskingReader): Promise<string> {
    const { campaignId, customerId, partnerId } = whose;
    const seats = await this.#partners.seats(campaignId, partnerId, customerId);
    // Also where finance looks: what is others’ is none of this page.
    const explained = await explainInSight(this.#explainCustomer, campaignId, customerId, [partnerId], seats.run.run);
    const explanation = explanationAnswer.parse(withEvidence(explained, NO_EVIDENCE, new Map()));
    const determination = explanation.determinations.find((each) => each.partnerId === partnerId);
    if (determination === undefined) throw new Error('Broken invariant: what a run determined it can explain');
    return partnersCustomerPage({
      seats,
      explanation,
      determination,
      questions: await this.#questions(whose, explanation.customerId),
      asking: askingOf(reader.person, partnerId, refused),
      view: viewOf(seats.partner, reader),
    });
  }

  async #questions({ campaignId, partnerId }: WhoseCustomer, customerId: string): Promise<ListedQuestion[]> {
    return readOnly(this.#unitOfWork, (session) =>
      listQuestions(session, { campaignId, partnerId, customerId, limit: QUESTIONS_ON_A_PAGE }),
    );
  }
}

/** Those ask who are bound to the partner; finance, which reads the page too, answers. */
function askingOf(person: SignedIn | undefined, partnerId: string, refused: string | undefined): Asking | undefined {
  if (person === undefined) return undefined;
  const isOfPartner = [...person.roles].some(isPartnerRole) && person.partnerIds.includes(partnerId);
  return isOfPartner ? { formToken: person.formToken, form: newFormId(), refused } : undefined;
}
