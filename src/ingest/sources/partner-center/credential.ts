import {
  ClientCertificateCredential,
  ClientSecretCredential,
  type ClientSecretCredentialOptions,
  type TokenCredential,
} from '@azure/identity';
import type { PartnerCenterSettings } from '../../../config/index.js';
import { appRegistration } from '../../identity/app-registration.js';

/**
 * The app-only credential that the settings describe; a certificate is preferred to a secret.
 *
 * @throws SeatbackError SETTING_MISSING
 */
export function partnerCenterCredential(
  settings: PartnerCenterSettings,
  options: ClientSecretCredentialOptions = {},
): TokenCredential {
  const { tenantId, clientId, clientSecret, certificatePath } = appRegistration(settings);
  return certificatePath !== undefined
    ? new ClientCertificateCredential(tenantId, clientId, certificatePath, options)
    : new ClientSecretCredential(tenantId, clientId, clientSecret ?? '', options);
}
