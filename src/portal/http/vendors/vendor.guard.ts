import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { invariant } from '../../../kernel/index.js';
import { VendorSignIn, type VendorCaller } from '../../../payout/index.js';
import { headerOf, type VendorHttpReply, type VendorHttpRequest } from './vendor-http.js';

/** Nobody comes by without a token in force: it says whose batches are in sight. */
@Injectable()
export class VendorGuard implements CanActivate {
  readonly #signIn: VendorSignIn;

  constructor(signIn: VendorSignIn) {
    this.#signIn = signIn;
  }

  /** @throws SeatbackError VENDOR_TOKEN_INVALID */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<VendorHttpRequest>();
    const reply = context.switchToHttp().getResponse<VendorHttpReply>();
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
    reply.header('www-authenticate', 'Bearer realm="seatback"');
    request.vendorCaller = await this.#signIn.caller(token);
    return true;
  }
}

/** Who calls, as the guard found out. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): VendorCaller => {
  const { vendorCaller } = context.switchToHttp().getRequest<VendorHttpRequest>();
  invariant(vendorCaller !== undefined, 'the guard stands before every route of vendors');
  return vendorCaller;
});
