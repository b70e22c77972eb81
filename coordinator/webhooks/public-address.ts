/**
 * Which addresses a webhook may lead to: those that the whole internet can reach. Whatever is special (this machine, private networks,
 * links, metadata services of clouds, addresses that stand for others) is refused, by the registries of IANA for IPv4 and IPv6.
 */
import { BlockList, isIP } from 'node:net'

const specialV4: readonly (readonly [string, number])[] = [
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
  // Inside Azure this one address of the public range is the machine's own host.
  ['168.63.129.16', 32],
]
/** Of IPv6 only this is routed in the internet; IPv4 in its clothes lies outside. */
const globalV6: readonly [string, number] = ['2000::', 3]
const specialV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const refusedV4 = new BlockList()
for (const [network, bits] of specialV4) refusedV4.addSubnet(network, bits, 'ipv4')
const routedV6 = new BlockList()
routedV6.addSubnet(...globalV6, 'ipv6')
const refusedV6 = new BlockList()
for (const [network, bits] of specialV6) refusedV6.addSubnet(network, bits, 'ipv6')

/** Of an address in its usual spelling, without brackets; what is no address is not public. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !refusedV4.check(address, 'ipv4')
  return family === 6 && routedV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6')
}
