import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../access/index.js';
import { LANGUAGES, type Language } from '../../kernel/index.js';
import type { PersonRequest } from './access/person-http.js';
import { CheckedInput } from './checked-input.js';
import { headerOf } from './vendors/vendor-http.js';

export const inLanguage = z.strictObject({ lang: z.enum(LANGUAGES).optional() });

/** Who reads a page that is told in several languages. */
export interface Reader {
  /** Undefined where nobody signs in. */
  readonly person: SignedIn | undefined;
  /** As the address says. */
  readonly lang: Language | undefined;
  /** As the browser says. */
  readonly accepted: string | undefined;
}

/**
 * The reader of a page, with what else its address may say. The schema of that stands in an object: bare, Nest would take
 * it for a pipe.
 *
 * @throws SeatbackError INPUT_INVALID
 */
export const AsReader = createParamDecorator(
  (address: { readonly query: typeof inLanguage } | undefined, context: ExecutionContext): Reader => {
    const request = context.switchToHttp().getRequest<PersonRequest>();
    const { lang, ...more } = new CheckedInput('query', address?.query ?? inLanguage).transform(request.query);
    return { ...more, lang, person: request.signedIn, accepted: headerOf(request, 'accept-language') };
  },
);
