import { createHash, randomUUID } from 'node:crypto';

/** RFC 4648 base32: letters and digits that survive a telephone call and every bank's character set. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Names a payment of a campaign to a partner. Made from what is paid and not from a counter, so that a payout that is
 * prepared again after a crash, or from a restored backup, carries the id that the bank has seen before.
 *
 * @param attempt 1 for the first; a payment that is known to be dead is made again under the next
 */
export function endToEndIdOf(campaignId: string, partnerId: string, attempt: number): string {
  return `SB-${shortHash(`payment\0${campaignId}\0${partnerId}`)}-${String(attempt)}`;
}

/** Names a batch of a campaign, the bank's key against taking it twice. */
export function messageIdOf(campaignId: string, batchOfCampaign: number): string {
  return `SB-${shortHash(`batch\0${campaignId}`).slice(0, 12)}-${String(batchOfCampaign).padStart(4, '0')}`;
}

/** 100 bits as 20 characters. */
function shortHash(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  let bits = BigInt(`0x${digest.subarray(0, 13).toString('hex')}`) >> 4n;
  let name = '';
  for (let place = 0; place < 20; place += 1) {
    name = (BASE32[Number(bits & 31n)] ?? '') + name;
    bits >>= 5n;
  }
  return name;
}

/** The payment's name among banks (UETR): random, and reserved in the database before the file leaves. */
export const newUetr = (): string => randomUUID();
