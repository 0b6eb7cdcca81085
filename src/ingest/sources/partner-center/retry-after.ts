/**
 * How long an answer asks to wait: in seconds, or up to a date. That date is read against the answer's own: the clocks
 * of both sides need not agree.
 *
 * @returns undefined where nothing is said that can be obeyed
 */
export function retryAfterMs(headers: Readonly<Record<string, unknown>>): number | undefined {
  const { 'retry-after': said, date } = headers;
  if (typeof said !== 'string' || said.trim() === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(said.trim())) return Number(said) * 1000;
  const until = Date.parse(said);
  const answeredAt = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(answeredAt) ? Date.now() : answeredAt));
}
