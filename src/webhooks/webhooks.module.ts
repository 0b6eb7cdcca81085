import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { Webhooks } from './webhooks.js';

@Module({})
export class WebhooksModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: WebhooksModule,
      imports: [AuditModule],
      providers: [{ provide: ENVIRONMENT, useValue: environment }, Webhooks, DeliverWebhooks],
      exports: [Webhooks, DeliverWebhooks],
    };
  }
}
