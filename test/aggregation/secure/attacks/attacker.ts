/**
 * What an attacking coordinator computes with what it was given: the product's own routines, turned against one member.
 * Every control in this folder succeeds with them, so a refusal in the test beside it is what stands between.
 */
import { combineShares, type Share } from '../../../../aggregation/crypto/index.ts'
import type * as client from '../../../../aggregation/secure/client/index.ts'
import { pairStreams, removed, selfStream, spendMaskStreams } from '../../../../aggregation/secure/masking.ts'
import type * as server from '../../../../aggregation/secure/server/index.ts'
import { reduceWords, signExtend, unpackResidues } from '../../../../aggregation/vector/index.ts'
import { protocolCodecs } from '../../../../protos/codec/secure.ts'

type Secrets = { readonly selfSeed?: Uint8Array; readonly maskSecret?: Uint8Array }

/** A masked input with the masks taken off that the secrets open, read as signed integers. */
export function strip(
  state: server.Masking | server.Certifying | server.Unmasked,
  victim: number,
  packed: Uint8Array,
  { selfSeed, maskSecret }: Secrets,
): Int32Array {
  const { session, sharers, context } = state
  const { bits, dimension } = context.parameters
  const residues = unpackResidues(packed, dimension, bits)
  const peers = sharers.members
    .filter(index => index !== victim)
    .map(index => ({ index, maskKey: session.members[index - 1]!.maskKey }))
  const own = selfSeed === undefined ? [] : [selfStream(session.sessionId, victim, selfSeed)]
  const pairs = maskSecret === undefined ? [] : pairStreams(session.sessionId, victim, maskSecret, peers)
  spendMaskStreams(residues, [...own, ...pairs].map(removed), bits)
  reduceWords(residues, bits)
  return signExtend(residues, bits)
}

type Holder = client.Masked | client.Signed | client.InboxAccepted

/** What a member without any check would hand over: its share of one of the victim's secrets. */
export function shareOf(holder: Holder, victim: number, kind: 'self' | 'key'): Share {
  const held = holder.held.find(({ of }) => of === victim)!
  const bytes = kind === 'self' ? held.selfShare : held.keyShare
  return { point: holder.session.index, bytes: bytes.slice() }
}

/** The secret that these holders' shares rebuild, right or wrong. */
export function rebuilt(holders: readonly Holder[], victim: number, kind: 'self' | 'key'): Uint8Array {
  return combineShares(holders.map(holder => shareOf(holder, victim, kind)))
}

/** A message as it arrives: through its bytes. */
export const sent = {
  roster: (value: Parameters<typeof protocolCodecs.roster.encode>[0]) =>
    protocolCodecs.roster.decode(protocolCodecs.roster.encode(value)),
  survivorSet: (value: Parameters<typeof protocolCodecs.survivorSet.encode>[0]) =>
    protocolCodecs.survivorSet.decode(protocolCodecs.survivorSet.encode(value)),
  certificate: (value: Parameters<typeof protocolCodecs.certificate.encode>[0]) =>
    protocolCodecs.certificate.decode(protocolCodecs.certificate.encode(value)),
  inbox: (value: Parameters<typeof protocolCodecs.inbox.encode>[0]) =>
    protocolCodecs.inbox.decode(protocolCodecs.inbox.encode(value)),
}
