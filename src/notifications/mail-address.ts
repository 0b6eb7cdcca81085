const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/**
 * An address as SMTP takes it (RFC 5321, 4.1.2, without quoted local parts, literals and letters beyond ASCII): one, by
 * itself. What it lets through holds no blank, comma, bracket or line break, so it cannot become another header or a
 * second recipient.
 *
 * @returns undefined for anything else
 */
export function mailAddress(text: string): string | undefined {
  const address = text.trim();
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || address.length > 254 || local.length > 64 || !LOCAL_PART.test(local)) return undefined;
  const labels = domain.split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) ? address : undefined;
}
