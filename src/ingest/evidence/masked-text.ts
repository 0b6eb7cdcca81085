import { maskAccountsInText } from '../../kernel/index.js';

/** Text of unknown form, without anything that may be an account number. */
export function maskedText(text: string): string {
  return maskAccountsInText(text).replace(/[\p{L}\p{Nd}]*(?:\p{Nd}[\p{L} .-]*){7}\p{Nd}[\p{L}\p{Nd}]*/gu, '****');
}
