/** Under this everything is public by the token of an invitation, and nothing else is. */
export const PAYEE_PATH = '/payee';
export const DETAILS_PATH = `${PAYEE_PATH}/details`;
export const CONFIRM_PATH = `${PAYEE_PATH}/confirm`;
export const RECEIVED_PATH = `${PAYEE_PATH}/received`;
export const PAYEE_STYLESHEET_PATH = `${PAYEE_PATH}/payee.css`;

export function isPayeePath(path: string): boolean {
  return path === PAYEE_PATH || path.startsWith(`${PAYEE_PATH}/`);
}
