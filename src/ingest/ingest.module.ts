import { Module, type DynamicModule } from '@nestjs/common';
import type { TokenCredential } from '@azure/identity';
import type { PartnerCenterSettings } from '../config/index.js';
import { AuditModule } from '../audit/index.js';
import { RecordDecision } from './decisions/record-decision.js';
import { CloseDelivery } from './deliveries/close-delivery.js';
import { appRegistration } from './identity/app-registration.js';
import { CopyPayload } from './evidence/copy-payload.js';
import { LocateEvidence } from './evidence/locate-evidence.js';
import { ShowPayload } from './evidence/show-payload.js';
import { RefreshTokenKeeper } from './identity/refresh-token-keeper.js';
import { EntraTokenExchange, type TokenExchange } from './identity/token-exchange.js';
import { IDENTITY_SETTINGS, TOKEN_EXCHANGE, UserIdentity } from './identity/user-identity.js';
import { SettlePull } from './pulls/settle-pull.js';
import { MAPPING, MAPPING_OF_TODAY, type Mapping } from './sources/mapping.js';
import { ImportFolder, SHRINK_LIMIT } from './sources/files/import-folder.js';
import { BILLING_THREADS, builtBillingThreads, type BillingThreads } from './sources/files/threaded-billing.js';
import { RereadPayloads } from './rereading/reread-payloads.js';
import {
  PARTNER_CENTER_ADDRESS,
  PARTNER_CENTER_CREDENTIAL,
  PartnerCenterAccess,
} from './sources/partner-center/access.js';
import {
  CALL_TIMING,
  ORDINARY_TIMING,
  sleepForReal,
  SLEEP,
  type CallTiming,
  type Sleep,
} from './sources/partner-center/call-pacer.js';
import { PullUnbilled } from './sources/graph-billing/pull-unbilled.js';
import { PullDirectory } from './sources/partner-center/directory/pull-directory.js';
import { PullWitnesses } from './sources/partner-center/insights/pull-witnesses.js';
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
  /** In place of Microsoft Entra. */
  readonly tokenExchange?: TokenExchange | undefined;
  readonly sleep?: Sleep | undefined;
  /** Of the calls of a pull, beside how it sleeps. */
  readonly timing?: Partial<Omit<CallTiming, 'sleep'>> | undefined;
  /** By how much a file may be smaller than the last time before somebody is asked, in per cent. */
  readonly shrinkLimitPercent?: number | undefined;
  /** In place of the one of today. */
  readonly mapping?: Mapping | undefined;
  /** Threads for large billing files; left out: as built. */
  readonly billingThreads?: BillingThreads | undefined;
}

async function credentialOf(settings: PartnerCenterSettings): Promise<TokenCredential> {
  const { partnerCenterCredential } = await import('./sources/partner-center/credential.js');
  return partnerCenterCredential(settings);
}

@Module({})
export class IngestModule {
  static register({
    partnerCenter,
    graphBilling = { url: undefined },
    credential,
    tokenExchange,
    sleep = sleepForReal,
    timing = {},
    shrinkLimitPercent = 20,
    mapping = MAPPING_OF_TODAY,
    billingThreads = builtBillingThreads(),
  }: IngestOptions): DynamicModule {
    return {
      module: IngestModule,
      // What was received is shown wherever something rests on it.
      global: true,
      imports: [AuditModule],
      providers: [
        CloseDelivery,
        RecordDecision,
        ImportFolder,
        RereadPayloads,
        LocateEvidence,
        ShowPayload,
        CopyPayload,
        PullPartnerCenter,
        SettlePull,
        { provide: PARTNER_CENTER_SETTINGS, useValue: partnerCenter },
        { provide: GRAPH_BILLING_SETTINGS, useValue: graphBilling },
        // Made when a pull asks: without a pull nobody needs these settings, nor waits for Microsoft's library to load.
        { provide: PARTNER_CENTER_CREDENTIAL, useValue: async () => credential ?? credentialOf(partnerCenter) },
        { provide: SLEEP, useValue: sleep },
        { provide: CALL_TIMING, useValue: { ...ORDINARY_TIMING, ...timing, sleep } satisfies CallTiming },
        UserIdentity,
        PartnerCenterAccess,
        PullDirectory,
        PullWitnesses,
        PullUnbilled,
        { provide: PARTNER_CENTER_ADDRESS, useValue: partnerCenter },
        RefreshTokenKeeper,
        { provide: IDENTITY_SETTINGS, useValue: partnerCenter },
        {
          provide: TOKEN_EXCHANGE,
          useValue: () => tokenExchange ?? new EntraTokenExchange(appRegistration(partnerCenter), sleep),
        },
        { provide: MAPPING, useValue: mapping },
        { provide: BILLING_THREADS, useValue: billingThreads },
        { provide: SHRINK_LIMIT, useValue: shrinkLimitPercent },
      ],
      exports: [
        RecordDecision,
        ImportFolder,
        RereadPayloads,
        LocateEvidence,
        ShowPayload,
        CopyPayload,
        PullDirectory,
        PullWitnesses,
        PullUnbilled,
        PullPartnerCenter,
        SettlePull,
        RefreshTokenKeeper,
        UserIdentity,
      ],
    };
  }
}
