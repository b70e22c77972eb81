/**
 * What the parties to a bounty sign, so that the log proves who wanted it: nobody can be made to have cancelled, disputed
 * or ruled. Each statement has a tag of its own and names the bounty.
 */
import { type Claim, enc, fromHex, u8, u32, utf8 } from '../aggregation/index.ts'

/** The buyer: the bounty is to end. */
export function cancelSigningBytes(bountyId: string): Uint8Array {
  return statement('parley/v1/cancel', bountyId)
}

/** A party: an epoch's pay is wrong. `evidence` is a SHA-256 in hex. */
export function disputeSigningBytes(bountyId: string, claim: Claim, evidence: string): Uint8Array {
  const { kind, epoch } = claim
  const what = claim.kind === 'exclude' ? utf8(claim.holder) : u8(claim.isMet ? 1 : 0)
  return statement('parley/v1/dispute', bountyId, utf8(kind), u32(epoch), what, fromHex(evidence))
}

/** A party: one more piece of evidence in a dispute. */
export function evidenceSigningBytes(bountyId: string, dispute: number, evidence: string): Uint8Array {
  return statement('parley/v1/evidence', bountyId, u32(dispute), fromHex(evidence))
}

/** A party: the ruling in a dispute is wrong. */
export function appealSigningBytes(bountyId: string, dispute: number, evidence: string): Uint8Array {
  return statement('parley/v1/appeal', bountyId, u32(dispute), fromHex(evidence))
}

/** An arbiter: how a dispute, or the appeal in it, is decided. */
export function rulingSigningBytes(
  bountyId: string,
  dispute: number,
  stage: 'dispute' | 'appeal',
  isUpheld: boolean,
): Uint8Array {
  return statement('parley/v1/ruling', bountyId, u32(dispute), utf8(stage), u8(isUpheld ? 1 : 0))
}

function statement(tag: string, bountyId: string, ...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([utf8(`${tag}\0`), enc(fromHex(bountyId), ...parts)])
}
