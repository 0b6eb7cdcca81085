/** A copy that stands for itself: a part of a long text would keep all of it in memory. */
export function ownText(part: string): string {
  return Buffer.from(part, 'utf8').toString('utf8');
}
