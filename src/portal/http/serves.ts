import { applyDecorators, Get, SerializeOptions } from '@nestjs/common';
import type { ApiRoute } from './routes.js';

/** Serves a route, and sends nothing that its schema does not describe. */
export function Serves(route: ApiRoute): MethodDecorator {
  return applyDecorators(Get(route.path), SerializeOptions({ schema: route.answer }));
}
