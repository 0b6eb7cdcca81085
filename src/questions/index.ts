import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { PartnerQuestions } from './partner-questions.js';

export { checkQuestions } from './check-questions.js';
export { listQuestions, questionDueAt, type ListedQuestion } from './list-questions.js';
export { PartnerQuestions } from './partner-questions.js';
export { LONGEST_ANSWER, LONGEST_QUESTION } from './plain-text.js';

/** What partners ask about determinations, and what they are answered. */
@Module({ imports: [AuditModule], providers: [PartnerQuestions], exports: [PartnerQuestions] })
export class QuestionsModule {}
