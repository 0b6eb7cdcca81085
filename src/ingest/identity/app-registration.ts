import type { PartnerCenterSettings } from '../../config/index.js';
import { SeatbackError } from '../../kernel/index.js';

/** An app in the partner's tenant that may read Partner Center; a certificate is preferred to a secret. */
export interface AppRegistration {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly certificatePath: string | undefined;
}

/** @throws SeatbackError SETTING_MISSING, naming each that is not set */
export function appRegistration(settings: PartnerCenterSettings): AppRegistration {
  const { tenantId, clientId, clientSecret, certificatePath } = settings;
  const missing = [
    ...(tenantId === undefined ? ['PARTNER_CENTER_TENANT_ID'] : []),
    ...(clientId === undefined ? ['PARTNER_CENTER_CLIENT_ID'] : []),
    ...(clientSecret === undefined && certificatePath === undefined
      ? ['PARTNER_CENTER_CERTIFICATE_PATH (or PARTNER_CENTER_CLIENT_SECRET)']
      : []),
  ];
  if (tenantId === undefined || clientId === undefined || missing.length > 0) {
    throw new SeatbackError({
      code: 'SETTING_MISSING',
      expected: `settings ${missing.join(', ')}`,
      found: 'nothing',
      where: 'environment variables',
      next: 'Set them to the app registration that may read Partner Center; docs/settings.md tells how.',
    });
  }
  return { tenantId, clientId, clientSecret, certificatePath };
}
