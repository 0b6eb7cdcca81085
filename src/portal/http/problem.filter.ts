import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SeatbackError } from '../../kernel/index.js';
import { tellLog } from '../../logging/index.js';
import { failureResponse, isForPeople } from './failure-response.js';

/** Answers every failure of a route. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #adapterHost: HttpAdapterHost;
  readonly #logger = new Logger('Seatback');

  constructor(adapterHost: HttpAdapterHost) {
    this.#adapterHost = adapterHost;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.#adapterHost;
    const request: unknown = host.switchToHttp().getRequest();
    const response: unknown = host.switchToHttp().getResponse();
    const url = String(httpAdapter.getRequestUrl(request));
    if (error instanceof SeatbackError && error.code === 'SIGN_IN_NEEDED' && isForPeople(url)) {
      // A page that was asked for is shown once its reader has signed in; a form that was sent is not sent again.
      const next = httpAdapter.getRequestMethod(request) === 'GET' ? url : '/account';
      httpAdapter.redirect(response, 303, `/sign-in?next=${encodeURIComponent(next)}`);
      return;
    }
    if (error instanceof SeatbackError) tellLog({ problem: error.code });
    const { status, contentType, body, isBug } = failureResponse(error, url);
    if (isBug) this.#logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    httpAdapter.setHeader(response, 'content-type', contentType);
    httpAdapter.reply(response, body, status);
  }
}
