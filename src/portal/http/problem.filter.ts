import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { failureResponse } from './failure-response.js';

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
    const { status, contentType, body, isBug } = failureResponse(error, String(httpAdapter.getRequestUrl(request)));
    if (isBug) this.#logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    httpAdapter.setHeader(response, 'content-type', contentType);
    httpAdapter.reply(response, body, status);
  }
}
