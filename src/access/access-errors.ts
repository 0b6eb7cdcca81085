import { SeatbackError } from '../kernel/index.js';

export function signInFailed(found: string, cause?: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'SIGN_IN_FAILED',
      expected: 'an answer of the provider to the sign-in that this browser began',
      found,
      where: 'signing in',
      next: 'Begin again at /sign-in. If it fails again, the log of the provider says more.',
    },
    { cause },
  );
}

export function providerUnreachable(issuer: string, cause: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'PROVIDER_UNREACHABLE',
      expected: 'an OpenID provider that answers, and describes itself as SEATBACK_OIDC_ISSUER names it',
      found: cause instanceof Error ? cause.message : String(cause),
      where: issuer,
      next: 'Wait until the provider answers again, or correct SEATBACK_OIDC_ISSUER.',
    },
    { cause },
  );
}

export function personUnknown(person: number): SeatbackError {
  return new SeatbackError({
    code: 'PERSON_UNKNOWN',
    expected: 'the number of a person who has signed in once',
    found: String(person),
    where: 'people',
    next: 'See npx seatback access list; who is to have rights signs in first.',
  });
}

export function rightState(expected: string, found: string, where: string): SeatbackError {
  return new SeatbackError({
    code: 'RIGHT_STATE',
    expected,
    found,
    where,
    next: 'See npx seatback access list.',
  });
}

export function tokenInvalid(found: string): SeatbackError {
  return new SeatbackError({
    code: 'TOKEN_INVALID',
    expected: 'a token in force, of a person who has signed in',
    found,
    where: 'SEATBACK_TOKEN',
    next: 'Sign in and take another one at /account.',
  });
}
