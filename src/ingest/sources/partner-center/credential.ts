import {
  ClientCertificateCredential,
  ClientSecretCredential,
  type ClientSecretCredentialOptions,
  type TokenCredential,
} from '@azure/identity';
import type { PartnerCenterSettings } from '../../../config/index.js';
import { SeatbackError } from '../../../kernel/index.js';

/** Name under which the credential is injected. */
export const PARTNER_CENTER_CREDENTIAL = Symbol('partner center credential');

/**
 * The app-only credential that the settings describe; a certificate is preferred to a secret.
 *
 * @throws SeatbackError SETTING_MISSING
 */
export function partnerCenterCredential(
  settings: PartnerCenterSettings,
  options: ClientSecretCredentialOptions = {},
): TokenCredential {
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
  return certificatePath !== undefined
    ? new ClientCertificateCredential(tenantId, clientId, certificatePath, options)
    : new ClientSecretCredential(tenantId, clientId, clientSecret ?? '', options);
}
