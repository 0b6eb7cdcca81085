import { Body, Controller, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../access/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { PartnerQuestions } from '../../questions/index.js';
import { customerId } from '../answers/values.js';
import { reportPath } from '../pages/partner/view.js';
import { AllowPartners } from './access/allow.js';
import { ActingPerson, type PersonReply } from './access/person-http.js';
import { CheckedInput } from './checked-input.js';
import { HTML } from './page-headers.js';
import { PartnerCustomerPage } from './partner-customer-page.js';
import { AsReader, inLanguage, type Reader } from './partner-reader.js';
import { partnerParameters } from './routes.js';

const LARGEST = 2 ** 31 - 1;
const ofCustomer = partnerParameters.extend({ customerId });
const ofQuestion = ofCustomer.extend({ question: z.coerce.number().int().min(1).max(LARGEST) });
/** How long the text may be is for the use case to say: it says it in the reader's language. */
const asked = z.object({
  question: z.string(),
  run: z.coerce.number().int().min(1).max(LARGEST),
  form: z.uuid(),
});

/** Where a partner's people ask about what was determined of their customers; finance answers in its work list. */
@Controller('/partners/:partnerId/campaigns/:campaignId/customers/:customerId/questions')
@AllowPartners('path', 'partner-viewer')
export class PartnerQuestionsController {
  readonly #questions: PartnerQuestions;
  readonly #page: PartnerCustomerPage;

  constructor(questions: PartnerQuestions, page: PartnerCustomerPage) {
    this.#questions = questions;
    this.#page = page;
  }

  @Post()
  async ask(
    @ActingPerson() person: SignedIn,
    @Param(new CheckedInput('path', ofCustomer)) whose: z.output<typeof ofCustomer>,
    @AsReader() reader: Reader,
    @Body(new CheckedInput('body', asked)) { question, run, form }: z.output<typeof asked>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    try {
      await this.#questions.ask({ ...whose, run, form, text: question }, person);
    } catch (error) {
      if (!(error instanceof SeatbackError) || error.code !== 'QUESTION_TEXT_INVALID') throw error;
      reply.code(422);
      reply.header(...HTML);
      return this.#page.render(whose, { ...reader, refused: question });
    }
    return backTo(reply, whose, reader.lang);
  }

  @Post(':question/withdrawal')
  @HttpCode(303)
  async withdraw(
    @ActingPerson() person: SignedIn,
    @Param(new CheckedInput('path', ofQuestion)) own: z.output<typeof ofQuestion>,
    @Query(new CheckedInput('query', inLanguage)) { lang }: z.output<typeof inLanguage>,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    await this.#questions.withdraw(own, person);
    return backTo(reply, own, lang);
  }
}

function backTo(reply: PersonReply, whose: z.output<typeof ofCustomer>, lang: string | undefined): string {
  const page = `${reportPath(whose.partnerId, whose.campaignId)}/customers/${whose.customerId}`;
  reply.code(303);
  reply.header('location', `${page}${lang === undefined ? '' : `?lang=${lang}`}#questions`);
  return '';
}
