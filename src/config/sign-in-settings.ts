export interface SignInSettings {
  /** Of the OpenID provider; http only on this machine, and not in production. */
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined;
  /** In which the provider tells roles, as the app roles of Entra ID are. */
  readonly rolesClaim: string;
}

/** What the environment says of signing in, each value by itself in order. */
interface Given {
  readonly NODE_ENV: string;
  readonly SEATBACK_PUBLIC_URL?: string | undefined;
  readonly SEATBACK_OIDC_ISSUER?: string | undefined;
  readonly SEATBACK_OIDC_CLIENT_ID?: string | undefined;
  readonly SEATBACK_OIDC_CLIENT_SECRET?: string | undefined;
  readonly SEATBACK_OIDC_ROLES_CLAIM: string;
}

interface SettingIssue {
  readonly setting: string;
  readonly message: string;
}

/** What does not go together. */
export function signInIssues(given: Given): SettingIssue[] {
  const issues: SettingIssue[] = [];
  for (const [set, missing] of [
    ['SEATBACK_OIDC_ISSUER', 'SEATBACK_OIDC_CLIENT_ID'],
    ['SEATBACK_OIDC_CLIENT_ID', 'SEATBACK_OIDC_ISSUER'],
    ['SEATBACK_OIDC_CLIENT_SECRET', 'SEATBACK_OIDC_ISSUER'],
  ] as const)
    if (given[set] !== undefined && given[missing] === undefined)
      issues.push({ setting: missing, message: `to be set where ${set} is` });
  if (given.NODE_ENV !== 'production') return issues;
  // The demo's provider speaks http: this is what keeps it, and its people, out of production.
  for (const setting of ['SEATBACK_OIDC_ISSUER', 'SEATBACK_PUBLIC_URL'] as const)
    if (given[setting]?.startsWith('http:') === true)
      issues.push({ setting, message: 'an address that begins with https:// in production' });
  if (given.SEATBACK_OIDC_ISSUER !== undefined && given.SEATBACK_PUBLIC_URL === undefined)
    issues.push({
      setting: 'SEATBACK_PUBLIC_URL',
      message: 'to be set where SEATBACK_OIDC_ISSUER is: people come back to it when they have signed in',
    });
  return issues;
}

export function signInSettings(given: Given): SignInSettings | undefined {
  const { SEATBACK_OIDC_ISSUER: issuer, SEATBACK_OIDC_CLIENT_ID: clientId } = given;
  if (issuer === undefined || clientId === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret: given.SEATBACK_OIDC_CLIENT_SECRET,
    rolesClaim: given.SEATBACK_OIDC_ROLES_CLAIM,
  };
}
