import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { CommandTokens } from './command-tokens.js';
import { AccessGrants } from './grants.js';
import { RelyingParty } from './relying-party.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

/** Who is calling, and what that person may do. */
@Module({})
export class AccessModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: AccessModule,
      imports: [AuditModule],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        RelyingParty,
        Sessions,
        SignIn,
        AccessGrants,
        CommandTokens,
      ],
      exports: [Sessions, SignIn, AccessGrants, CommandTokens],
    };
  }
}
