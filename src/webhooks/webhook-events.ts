/** What vendors and partners can be told of. The database writes each with the change that it tells of. */
export const VENDOR_EVENTS = ['batch.released', 'payment.paid', 'payment.rejected', 'payment.returned'] as const;
export const PARTNER_EVENTS = [
  'earning.posted',
  'bank-details.wanted',
  'payment.paid',
  'payment.rejected',
  'payment.returned',
] as const;
