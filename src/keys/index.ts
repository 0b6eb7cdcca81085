import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { RotateKeys } from './rotate-keys.js';

export { RotateKeys, type KeyInUse, type Rotation } from './rotate-keys.js';

@Module({})
export class KeysModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: KeysModule,
      imports: [AuditModule],
      providers: [{ provide: ENVIRONMENT, useValue: environment }, RotateKeys],
      exports: [RotateKeys],
    };
  }
}
