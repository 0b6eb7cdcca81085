/**
 * Calls that Partner Center documents as App+User only (contract of Partner Center, sections 3 to 5 and 7); all others
 * that we make are open to the app alone.
 */
const USER_ONLY: readonly RegExp[] = [
  /^customers\/[^/]+\/subscribedskus/i,
  /^customers\/[^/]+\/profiles\/company/i,
  /^customers\/[^/]+\/relationships/i,
  /^customers\/[^/]+\/users/i,
  /^customers\/[^/]+\/subscriptions\/[^/]+\/provisioningstatus/i,
  /^relationships/i,
  /^profiles\/mpn/i,
  /^compliance\//i,
  /\/partner\/v1\/analytics\//i,
  /\/insights\/v1\//i,
];

/** @param path below `/v1`, or the whole address of another surface */
export function needsUser(path: string): boolean {
  return USER_ONLY.some((call) => call.test(path));
}
