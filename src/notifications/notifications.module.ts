import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { DecideNotification } from './decide-notification.js';
import { SendMails } from './send-mails.js';

@Module({})
export class NotificationsModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [AuditModule],
      providers: [{ provide: ENVIRONMENT, useValue: environment }, SendMails, DecideNotification],
      exports: [SendMails, DecideNotification],
    };
  }
}
