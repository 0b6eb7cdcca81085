import { Module } from '@nestjs/common';
import { AnsweredRequests } from './answered-requests.js';

export { AnsweredRequests, idempotencyKey, type Attempt } from './answered-requests.js';

@Module({ providers: [AnsweredRequests], exports: [AnsweredRequests] })
export class IdempotencyModule {}
