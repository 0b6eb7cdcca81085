import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { SeatbackError } from '../../../kernel/index.js';
import { VendorSignIn } from '../../../payout/index.js';
import { Allow } from '../access/allow.js';
import { headerOf, type VendorHttpReply, type VendorHttpRequest } from './vendor-http.js';
import { vendorOpenApi } from './vendor-openapi.js';
import { TOKEN_PATH, VENDOR_PREFIX, VENDOR_ROUTES } from './vendor-routes.js';

const form = z.object({
  grant_type: z.string().max(100),
  client_id: z.string().max(200).optional(),
  client_secret: z.string().max(200).optional(),
});

interface OAuthAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

interface OAuthError {
  readonly error: string;
  readonly error_description: string;
}

const WAIT_S = 900;

/** What a vendor reaches without a token: the token itself, and the description of the rest. */
@Controller()
@Allow('public')
export class TokenController {
  readonly #signIn: VendorSignIn;
  readonly #openApi = vendorOpenApi(Object.values(VENDOR_ROUTES));

  constructor(signIn: VendorSignIn) {
    this.#signIn = signIn;
  }

  @Get(`${VENDOR_PREFIX}openapi.json`)
  openApi(): Readonly<Record<string, unknown>> {
    return this.#openApi;
  }

  /** Errors have the form of RFC 6749, section 5.2, which libraries of OAuth expect. */
  @Post(TOKEN_PATH)
  @HttpCode(200)
  async token(
    @Body() body: unknown,
    @Req() request: VendorHttpRequest,
    @Res({ passthrough: true }) reply: VendorHttpReply,
  ): Promise<OAuthAnswer | OAuthError> {
    const refused = (status: number, error: string, description: string): OAuthError => {
      reply.code(status);
      return { error, error_description: description };
    };
    const isForm = headerOf(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true;
    const given = form.safeParse(body);
    if (!isForm || !given.success)
      return refused(400, 'invalid_request', 'Send grant_type as application/x-www-form-urlencoded.');
    if (given.data.grant_type !== 'client_credentials')
      return refused(400, 'unsupported_grant_type', 'Only client_credentials is known here.');
    const basic = basicCredentials(headerOf(request, 'authorization'));
    const { client_id: clientId, client_secret: secret } = given.data;
    if (basic !== undefined && secret !== undefined)
      return refused(400, 'invalid_request', 'Send the secret once: by HTTP Basic, or in the form.');
    try {
      const { accessToken, expiresInS } = await this.#signIn.token(
        basic ?? { clientId: clientId ?? '', secret: secret ?? '' },
      );
      return { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInS };
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      if (error.code === 'TOO_MANY_TRIES') {
        reply.header('retry-after', String(WAIT_S));
        return refused(429, 'temporarily_unavailable', error.report.next);
      }
      if (error.code !== 'VENDOR_CREDENTIALS_INVALID') throw error;
      reply.header('www-authenticate', 'Basic realm="seatback"');
      return refused(401, 'invalid_client', error.report.next);
    }
  }
}

/** RFC 7617, with what RFC 6749 says of escapes in it. */
function basicCredentials(
  authorization: string | undefined,
): { readonly clientId: string; readonly secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]{1,1000})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { clientId, secret: secret.join(':') };
}
