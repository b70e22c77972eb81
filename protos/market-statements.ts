/**
 * What the parties to a bounty sign, so that the log proves who wanted it: nobody can be made to have cancelled, disputed
 * or ruled. Each statement has a tag of its own and names the bounty.
 */
import { type Claim, type Dispute, enc, fromHex, sha256, toHex, u8, u32, utf8 } from '../aggregation/index.ts'

/** The buyer: the bounty is to end. */
export function cancelSigningBytes(bountyId: string): Uint8Array {
  return statement('parley/v1/cancel', bountyId)
}

/** A party: an epoch's pay is wrong. `evidence` is a SHA-256 in hex. */
export function disputeSigningBytes(bountyId: string, claim: Claim, evidence: string): Uint8Array {
  return statement('parley/v1/dispute', bountyId, ...claimParts(claim), fromHex(evidence))
}

/** A party: one more piece of evidence in a dispute. */
export function evidenceSigningBytes(bountyId: string, dispute: number, evidence: string): Uint8Array {
  return statement('parley/v1/evidence', bountyId, u32(dispute), fromHex(evidence))
}

/** A party: the ruling in a dispute is wrong. */
export function appealSigningBytes(bountyId: string, dispute: number, evidence: string): Uint8Array {
  return statement('parley/v1/appeal', bountyId, u32(dispute), fromHex(evidence))
}

/** A dispute as an arbiter saw it. */
export interface SeenDispute {
  readonly dispute: number
  /** Which panel is asked. */
  readonly stage: 'dispute' | 'appeal'
  /** SHA-256 over the claim and the list of its evidence, hex. */
  readonly seen: string
}

/** A dispute as it stands; one more piece of evidence, such as that of an appeal, makes it another. */
export function seenDispute({
  number,
  claim,
  evidence,
  appeal,
}: Pick<Dispute, 'number' | 'claim' | 'evidence' | 'appeal'>): SeenDispute {
  const pieces = evidence.flatMap(({ by, sha256: hash }) => [utf8(by), fromHex(hash)])
  const seen = toHex(sha256(enc(utf8('parley/v1/seen'), ...claimParts(claim), ...pieces)))
  return { dispute: number, stage: appeal === undefined ? 'dispute' : 'appeal', seen }
}

/** An arbiter: how a dispute, or the appeal in it, is decided, by the claim and the evidence that were there. */
export function rulingSigningBytes(
  bountyId: string,
  { dispute, stage, seen }: SeenDispute,
  isUpheld: boolean,
): Uint8Array {
  return statement(
    'parley/v1/ruling',
    bountyId,
    u32(dispute),
    utf8(stage),
    fromHex(seen),
    u8(isUpheld ? 1 : 0),
  )
}

function claimParts(claim: Claim): readonly Uint8Array[] {
  const what = claim.kind === 'exclude' ? utf8(claim.holder) : u8(claim.isMet ? 1 : 0)
  return [utf8(claim.kind), u32(claim.epoch), what]
}

/** An evaluator: it takes the task on. */
export function evaluatorSigningBytes(bountyId: string, termsBytes: Uint8Array): Uint8Array {
  return statement('parley/v1/evaluator', bountyId, sha256(termsBytes))
}

/** What an evaluator commits to before it shows it: the utilities of a round's coalitions, in their order, and a secret salt. */
export function utilitiesCommitment(
  { bountyId, round, tested }: { readonly bountyId: string; readonly round: number; readonly tested: string },
  evaluator: string,
  salt: Uint8Array,
  utilities: readonly bigint[],
): Uint8Array {
  const texts = utilities.map(utility => utf8(String(utility)))
  const place = [u32(round), fromHex(tested), utf8(evaluator)]
  return sha256(statement('parley/v1/utilities', bountyId, ...place, salt, enc(...texts)))
}

/** An evaluator: this is its commitment for a round. */
export function commitmentSigningBytes(bountyId: string, round: number, commitment: string): Uint8Array {
  return statement('parley/v1/commitment', bountyId, u32(round), fromHex(commitment))
}

function statement(tag: string, bountyId: string, ...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([utf8(`${tag}\0`), enc(fromHex(bountyId), ...parts)])
}
