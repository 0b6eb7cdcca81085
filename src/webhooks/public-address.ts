import { BlockList, isIP } from 'node:net';
import { SeatbackError } from '../kernel/index.js';

/** IANA special-purpose addresses: of this machine, this network, documentation, multicast, and what is translated to such. */
const NOT_PUBLIC = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  NOT_PUBLIC.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(network, bits, 'ipv6');
/** The only part of IPv6 that is routed in public. */
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');

/** Whether an address may be reached for somebody else: only what is public. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !NOT_PUBLIC.check(address, 'ipv4');
  return version === 6 && GLOBAL_UNICAST.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

/** Whether only public addresses are reached, and only by https: everywhere but where the program is being developed. */
export type Reach = 'public' | 'any';

/**
 * An address that events may be sent to. What a name stands for is looked at each time it is connected to.
 *
 * @throws SeatbackError WEBHOOK_URL_INVALID
 */
export function expectWebhookUrl(text: string, reach: Reach): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fault = url === undefined || text.length > 2_000 ? 'something else' : faultOf(url, reach);
  if (url !== undefined && fault === undefined) return url;
  throw new SeatbackError({
    code: 'WEBHOOK_URL_INVALID',
    expected: 'an address that begins with https://, of a public host, without a user name or a fragment',
    found: fault ?? 'something else',
    where: 'the address of the endpoint',
    next: 'Name an address that can be reached from the internet.',
  });
}

function faultOf({ protocol, hostname, username, password, hash }: URL, reach: Reach): string | undefined {
  if (username !== '' || password !== '' || hash !== '') return 'one with a user name, a password or a fragment';
  if (protocol !== 'https:' && !(protocol === 'http:' && reach === 'any')) return `one that begins with ${protocol}`;
  if (reach === 'any') return undefined;
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'an address that is not public';
  if (/(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host)) return 'a name of this machine or network';
  return undefined;
}
