/** Round 2: the input is masked and leaves; from here on the member holds shares of others' secrets, none of its own. */
import {
  equalBytes,
  isAllZero,
  openKeyAgreement,
  type Signer,
  sha256,
  verifySignature,
} from '../../crypto/index.ts'
import { packResidues, residuesOf } from '../../vector/index.ts'
import { neighboursOf } from '../graph.ts'
import { applyPairMasks, applySelfMask } from '../masking.ts'
import type { Bytes, MaskedInputHeader, MaskedInputReceipt } from '../messages.ts'
import { ringCapacity } from '../parameters.ts'
import { memberAt } from '../roster.ts'
import { inputPayload, receiptPayload } from '../signing.ts'
import { type Accepted, accept, type Rejection, reject } from '../verdict.ts'
import type { InboxAccepted, Masked, MemberSession, Signed } from './state.ts'

/** The header and the packed bytes that go to the coordinator. Keep both until they are acknowledged. */
export interface MaskedInput {
  readonly header: MaskedInputHeader
  readonly packed: Bytes
}

/**
 * Masks `integers`, one for each coordinate, each within the ring's capacity (`ringCapacity`). A state masks one
 * input, ever: masking a second one under the same keys would give the difference of the two away.
 */
export function maskInput(
  state: InboxAccepted,
  integers: Int32Array,
  signer: Signer,
): Accepted<Masked, MaskedInput> {
  requireInput(state, integers)
  const { session, sharers, held } = state
  const { bits, dimension } = session.context.parameters
  const packed = packResidues(maskedResidues(state, integers), bits)
  const unsigned = {
    sessionId: session.sessionId,
    sharersHash: sharers.hash,
    dimension,
    bits,
    totalBytes: packed.length,
    inputHash: sha256(packed),
  }
  const header = { ...unsigned, signature: signer.sign(inputPayload(unsigned)) }
  const next: Masked = { phase: 'masked', session, sharers, held, header }
  return accept(next, { header, packed }, [state.maskSecret, state.selfSeed])
}

function requireInput(state: InboxAccepted, integers: Int32Array): void {
  if (isAllZero(state.selfSeed)) throw new Error('this state has masked its input already')
  const { parameters } = state.session.context
  if (integers.length !== parameters.dimension) {
    throw new RangeError(`the input has ${integers.length} coordinates, not ${parameters.dimension}`)
  }
  const capacity = ringCapacity(parameters)
  const outside = integers.findIndex(integer => integer > capacity || integer < -capacity)
  if (outside >= 0) throw new RangeError(`coordinate ${outside} is outside [-${capacity}, ${capacity}]`)
}

function maskedResidues(state: InboxAccepted, integers: Int32Array): Uint32Array {
  const { session, sharers, maskSecret, selfSeed } = state
  const { bits } = session.context.parameters
  const { index, sessionId } = session
  const residues = residuesOf(integers)
  const peers = neighboursOf(index, sharers.members).map(peer => ({
    index: peer,
    maskKey: memberAt(session, peer).maskKey,
  }))
  applySelfMask(residues, bits, sessionId, index, selfSeed, 1)
  applyPairMasks(residues, bits, sessionId, index, openKeyAgreement(maskSecret), peers, 1)
  return residues
}

/** Whether a receipt is the coordinator's word for this member's input; keep it, it is what pay is claimed with. */
export function checkReceipt(state: Masked | Signed, receipt: MaskedInputReceipt): Rejection | undefined {
  const { session, header } = state
  if (!equalBytes(receipt.sessionId, session.sessionId)) {
    return reject('wrong-session', 'coordinator', 'the receipt belongs to another session')
  }
  if (receipt.index !== session.index || !equalBytes(receipt.inputHash, header.inputHash)) {
    return reject('own-input-missing', 'coordinator', 'the receipt is for another input')
  }
  return checkReceiptSignature(session, receipt)
}

function checkReceiptSignature(session: MemberSession, receipt: MaskedInputReceipt): Rejection | undefined {
  if (verifySignature(session.coordinatorKey, receiptPayload(receipt), receipt.signature)) return undefined
  return reject('bad-signature', 'coordinator', 'the receipt is not signed by the coordinator')
}
