import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { KeepAnswers } from './keep-answers.interceptor.js';

/**
 * A page that may be sent again as it was made, as long as nothing was written since: it follows from its address, who
 * asks, the first language that is accepted, the database, the campaign files and the clock, and from nothing else. To
 * be read, say, from a lock, a sequence, another header, a file or a random number is to follow from something else.
 */
export function Kept(): MethodDecorator {
  return applyDecorators(UseInterceptors(KeepAnswers));
}
