import { isCategoryPurpose, isServiceLevel } from './external-codes.js';
import { at, quoted, type Report } from './finding.js';
import type { PaymentType } from './payment-order.js';

/** Checks the codes of a payment type against the lists we hold. */
export function checkPaymentType(report: Report, path: string, { serviceLevel, categoryPurpose }: PaymentType): void {
  if (serviceLevel !== undefined && !isServiceLevel(serviceLevel)) {
    report('SERVICE_LEVEL_UNKNOWN', at(path, 'serviceLevel'), 'a service level of ISO 20022', quoted(serviceLevel));
  }
  if (categoryPurpose !== undefined && !isCategoryPurpose(categoryPurpose)) {
    report(
      'CATEGORY_PURPOSE_UNKNOWN',
      at(path, 'categoryPurpose'),
      'a category purpose of ISO 20022',
      quoted(categoryPurpose),
    );
  }
}

/** SEPA is paid with SLEV, and SLEV means SEPA. */
export function checkChargeBearerSuits(
  report: Report,
  path: string,
  chargeBearer: string,
  serviceLevel: string | undefined,
): void {
  if (serviceLevel === 'SEPA' && chargeBearer !== 'SLEV') {
    report('SEPA_CHARGE_BEARER', path, 'SLEV with the service level SEPA', quoted(chargeBearer));
  }
  if (serviceLevel !== 'SEPA' && chargeBearer === 'SLEV') {
    report('SLEV_WITHOUT_SEPA', path, 'the service level SEPA with SLEV', quoted(serviceLevel ?? 'none'));
  }
}
