import { Module, type DynamicModule } from '@nestjs/common';
import type { TokenCredential } from '@azure/identity';
import { AuditModule } from '../audit/index.js';
import type { PartnerCenterSettings } from '../config/index.js';
import { CloseDelivery } from './deliveries/close-delivery.js';
import { appRegistration } from './identity/app-registration.js';
import { RefreshTokenKeeper } from './identity/refresh-token-keeper.js';
import { EntraTokenExchange } from './identity/token-exchange.js';
import { IDENTITY_SETTINGS, TOKEN_EXCHANGE, UserIdentity } from './identity/user-identity.js';
import { ImportFolder } from './sources/files/import-folder.js';
import { sleepForReal, SLEEP, type Sleep } from './sources/partner-center/call-pacer.js';
import { partnerCenterCredential, PARTNER_CENTER_CREDENTIAL } from './sources/partner-center/credential.js';
import {
  GRAPH_BILLING_SETTINGS,
  PARTNER_CENTER_SETTINGS,
  PullPartnerCenter,
  type GraphBillingSettings,
} from './sources/partner-center/pull-partner-center.js';

export interface IngestOptions {
  readonly partnerCenter: PartnerCenterSettings;
  /** Left out: there is no Graph billing. */
  readonly graphBilling?: GraphBillingSettings | undefined;
  /** In place of the one that the settings describe. */
  readonly credential?: TokenCredential | undefined;
  readonly sleep?: Sleep | undefined;
}

@Module({})
export class IngestModule {
  static register({
    partnerCenter,
    graphBilling = { url: undefined },
    credential,
    sleep = sleepForReal,
  }: IngestOptions): DynamicModule {
    return {
      module: IngestModule,
      imports: [AuditModule],
      providers: [
        CloseDelivery,
        ImportFolder,
        PullPartnerCenter,
        { provide: PARTNER_CENTER_SETTINGS, useValue: partnerCenter },
        { provide: GRAPH_BILLING_SETTINGS, useValue: graphBilling },
        // Made when a pull asks: without a pull nobody needs these settings.
        { provide: PARTNER_CENTER_CREDENTIAL, useValue: () => credential ?? partnerCenterCredential(partnerCenter) },
        { provide: SLEEP, useValue: sleep },
        UserIdentity,
        RefreshTokenKeeper,
        { provide: IDENTITY_SETTINGS, useValue: partnerCenter },
        { provide: TOKEN_EXCHANGE, useValue: () => new EntraTokenExchange(appRegistration(partnerCenter), sleep) },
      ],
      exports: [ImportFolder, PullPartnerCenter, RefreshTokenKeeper, UserIdentity],
    };
  }
}
