const STORE_AGAIN =
  'Sign in once more as the service user, with MFA, and hand the new refresh token in: npx seatback identity store.';
const CHECK_SECRET = 'Set PARTNER_CENTER_CERTIFICATE_PATH or PARTNER_CENTER_CLIENT_SECRET to one that is in force.';
const CONSENT =
  'Let an administrator of the partner tenant consent to user_impersonation of Partner Center for this app.';

/** What to do about an error of Entra, by its AADSTS code. */
const NEXT_BY_AADSTS: Readonly<Record<string, string>> = {
  // Unused for 90 days; revoked; password changed; sign-in frequency of a policy.
  AADSTS700082: STORE_AGAIN,
  AADSTS70008: STORE_AGAIN,
  AADSTS70043: STORE_AGAIN,
  AADSTS50173: STORE_AGAIN,
  AADSTS50089: STORE_AGAIN,
  // Malformed, or of another app or tenant.
  AADSTS70000: STORE_AGAIN,
  AADSTS9002313: STORE_AGAIN,
  AADSTS700084: STORE_AGAIN,
  // MFA is demanded and the consent was given without.
  AADSTS50076: STORE_AGAIN,
  AADSTS50079: STORE_AGAIN,
  AADSTS50158: STORE_AGAIN,
  AADSTS50034: 'The service user is gone: make another, let it sign in with MFA, and store its refresh token.',
  AADSTS50057: 'The service user is disabled: enable it, or store the refresh token of another.',
  AADSTS7000215: CHECK_SECRET,
  AADSTS7000222: CHECK_SECRET,
  AADSTS700027: CHECK_SECRET,
  AADSTS700016: 'Set PARTNER_CENTER_TENANT_ID and PARTNER_CENTER_CLIENT_ID to the app registration and its tenant.',
  AADSTS90002: 'Set PARTNER_CENTER_TENANT_ID to the tenant of the partner.',
  AADSTS65001: CONSENT,
};

export function nextAfterRefusal(aadsts: string): string {
  return (
    NEXT_BY_AADSTS[aadsts] ??
    'Look the AADSTS code up in the sign-in log of Microsoft Entra; the stored refresh token is as good as before.'
  );
}

/** What to do about a 401 of Partner Center, by the code in its body (contract of Partner Center, section 1). */
const NEXT_BY_CODE: Readonly<Record<string, string>> = {
  '900421': `The consent of the service user was given without MFA. ${STORE_AGAIN}`,
  '900420':
    'The token is for another audience than https://api.partnercenter.microsoft.com: check PARTNER_CENTER_URL, and that the app asks for Partner Center and not for graph.windows.net.',
};

export function nextAfterUnauthorized(code: string | null | undefined): string {
  return NEXT_BY_CODE[code ?? ''] ?? 'Check the credentials and consents of the app registration.';
}
