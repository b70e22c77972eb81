/** Round 4: opened shares are checked against their leaves; when there are enough, the masks come off the sum. */
import {
  bitmapOf,
  combineShares,
  enc,
  equalBytes,
  merkleLeaf,
  openSha256,
  publicKeyOf,
  type Share,
  u16,
  utf8,
  verifySignature,
  wipe,
} from '../../crypto/index.ts'
import type { MaskStream } from '../../expansion/index.ts'
import { reduceWords, signExtend } from '../../vector/index.ts'
import { commitToSelfSeed } from '../context.ts'
import {
  leafPosition,
  pairStreams,
  removed,
  type ShareKind,
  selfStream,
  shareKinds,
  shareLeaf,
  spendMaskStreams,
} from '../masking.ts'
import type { AggregateResult, Bytes, OpenedShare, PeerIndex, Unmasking } from '../messages.ts'
import { hashOpenedShares, resultPayload, unmaskPayload } from '../signing.ts'
import { withEntry } from '../table.ts'
import { extendTranscript } from '../transcript.ts'
import { accept, type Rejection, reject, type Step } from '../verdict.ts'
import { memberAt } from './session.ts'
import {
  abortAttempt,
  answerRepetition,
  type Blame,
  checkSender,
  type Finished,
  outsideStage,
  type ServerAborted,
  type ServerState,
  type Unmasked,
  withAbsence,
} from './state.ts'

/**
 * Takes one survivor's opened shares. A share that does not match its dealer's leaf is left out and its revealer
 * blamed; the others count.
 */
export function receiveUnmasking(
  state: ServerState,
  index: PeerIndex,
  message: Unmasking,
): Step<ServerState> {
  const recorded = 'openings' in state ? state.openings.get(index) : undefined
  if (recorded !== undefined) return answerRepetition(state, index, recorded.signature, message.signature)
  if (state.phase !== 'unmasking') return outsideStage(state, 'unmasking')
  const rejection = checkUnmasking(state, index, message)
  if (rejection !== undefined) return rejection
  return accept(recordOpening(state, index, message), undefined)
}

function checkUnmasking(state: Unmasked, index: PeerIndex, message: Unmasking): Rejection | undefined {
  const { session, survivors, digest } = state
  const rejection = checkSender(session, index, message.sessionId)
  if (rejection !== undefined) return rejection
  if (!survivors.has(index)) {
    return reject('not-a-survivor', index, `member ${index} is not a survivor`)
  }
  if (!equalBytes(message.digest, digest)) {
    return reject('wrong-digest', index, `member ${index} opened shares for another survivor set`)
  }
  const dealers = session.graph.closedNeighbourhood(index)
  const listed =
    opensExactly(message.selfShares, dealers.filter(survivors.has)) &&
    opensExactly(
      message.keyShares,
      dealers.filter(dealer => isLost(state, dealer)),
    )
  if (!listed) {
    return reject(
      'wrong-share-list',
      index,
      'self-seed shares of the holders that survived, mask-key shares of those that did not',
    )
  }
  if (verifySignature(memberAt(session, index).identityKey, unmaskPayload(message), message.signature)) {
    return undefined
  }
  return reject('bad-signature', index, `the opened shares are not signed by member ${index}`)
}

function opensExactly(opened: readonly OpenedShare[], dealers: readonly PeerIndex[]): boolean {
  return (
    opened.length === dealers.length &&
    opened.every(({ of, share, salt }, i) => of === dealers[i] && share.length === 32 && salt.length === 16)
  )
}

/** Whether a member shared and did not survive: its pairwise masks are in the sum all the same. */
function isLost({ sharers, survivors }: Unmasked, member: PeerIndex): boolean {
  return sharers.has(member) && !survivors.has(member)
}

function recordOpening(state: Unmasked, index: PeerIndex, message: Unmasking): Unmasked {
  let verified = state.verified
  const badDealers: PeerIndex[] = []
  const take = (opened: readonly OpenedShare[], kind: ShareKind) => {
    for (const share of opened) {
      if (!matchesLeaf(state, index, share, kind)) badDealers.push(share.of)
      else verified = withEntry(verified, share.of, withShare(verified.get(share.of), index, share))
    }
  }
  take(message.selfShares, shareKinds.selfSeed)
  take(message.keyShares, shareKinds.maskKey)
  const blame: Blame[] =
    badDealers.length === 0 ? [] : [{ reason: 'bad-share', culprit: index, dealers: badDealers }]
  return {
    ...state,
    openings: withEntry(state.openings, index, message),
    verified,
    blame: [...state.blame, ...blame],
  }
}

function withShare(shares: readonly Share[] = [], point: PeerIndex, { share }: OpenedShare): Share[] {
  return [...shares, { point, bytes: share }]
}

function matchesLeaf(state: Unmasked, holder: PeerIndex, opened: OpenedShare, kind: ShareKind): boolean {
  const { of, salt, share } = opened
  const leaf = merkleLeaf(shareLeaf(state.session.sessionId, of, holder, kind, salt, share))
  const position = state.session.graph.closedNeighbourhood(of).indexOf(holder)
  const committed = state.dealt.get(of)!.leaves.levels[0]![leafPosition(position, kind)]!
  return equalBytes(leaf, committed)
}

/** Whether every secret that has to be rebuilt has enough verified shares. */
export function canFinish(state: Unmasked): boolean {
  const { sharers, verified, session } = state
  return sharers.members.every(dealer => (verified.get(dealer)?.length ?? 0) >= session.threshold)
}

/** The end of an attempt: the sum, or an abort that names a dealer, or not yet. */
export type Ending =
  | {
      readonly kind: 'finished'
      readonly state: Finished
      readonly sum: Int32Array
      readonly result: AggregateResult
      readonly blame: readonly Blame[]
    }
  | { readonly kind: 'aborted'; readonly state: ServerAborted; readonly blame: readonly Blame[] }
  | Rejection

/** What has to come off the masked sum, or why it cannot. */
export type UnmaskingPlan =
  | { readonly kind: 'ready'; readonly streams: readonly MaskStream[] }
  | { readonly kind: 'aborted'; readonly state: ServerAborted; readonly blame: readonly Blame[] }
  | Rejection

/**
 * Rebuilds the secrets, takes the masks off `maskedSum` (residues of the survivors' inputs) in place and signs the
 * result; the sum lies in the same memory. A dealer whose verified shares rebuild something else than it committed to
 * is blamed, and the attempt aborts. For a caller that adds the streams elsewhere: `planUnmasking`, then
 * `publishSum`.
 */
export function finish(state: Unmasked, maskedSum: Uint32Array): Ending {
  requireDimension(state, maskedSum)
  const plan = planUnmasking(state)
  if (plan.kind !== 'ready') return plan
  spendMaskStreams(maskedSum, plan.streams, state.context.parameters.bits)
  return publishSum(state, maskedSum)
}

function requireDimension(state: Unmasked, sum: Uint32Array): void {
  const { dimension } = state.context.parameters
  if (sum.length === dimension) return
  throw new RangeError(`the masked sum has ${sum.length} coordinates, not ${dimension}`)
}

/** Rebuilds every secret and derives the streams that unmask the sum; their keys are secret until it is published. */
export function planUnmasking(state: Unmasked): UnmaskingPlan {
  if (!canFinish(state)) return reject('too-few-shares', 'nobody', 'some secret has too few verified shares')
  const secrets = new Map(state.sharers.members.map(dealer => [dealer, rebuild(state, dealer)]))
  const liars = state.sharers.members.filter(dealer => !isCommitted(state, dealer, secrets.get(dealer)!))
  if (liars.length > 0) {
    const aborted = abortAttempt(state, 'inconsistent-shares', [], liars.map(inconsistentShares))
    return { kind: 'aborted', state: aborted, blame: aborted.blame }
  }
  const streams = state.sharers.members.flatMap(dealer =>
    unmaskingStreams(state, dealer, secrets.get(dealer)!),
  )
  wipe([...secrets.values()])
  return { kind: 'ready', streams }
}

function unmaskingStreams(state: Unmasked, dealer: PeerIndex, secret: Bytes): MaskStream[] {
  const { session, survivors } = state
  if (survivors.has(dealer)) return [removed(selfStream(session.sessionId, dealer, secret))]
  // A lost member's own pairwise masks, had it added them, would cancel those that are left in the sum.
  const peers = session.graph
    .closedNeighbourhood(dealer)
    .filter(survivors.has)
    .map(index => ({ index, maskKey: memberAt(session, index).maskKey }))
  return pairStreams(session.sessionId, dealer, secret, peers)
}

/**
 * Reads the residues, all masks removed, as signed integers in place and signs the result.
 *
 * @throws RangeError under parameters by which the sum is noised before anything is said of it: `openSum`, then `signReleased`.
 */
export function publishSum(state: Unmasked, residues: Uint32Array): Extract<Ending, { kind: 'finished' }> {
  if (state.context.parameters.privacy.mechanism === 'central')
    throw new RangeError('a sum that the coordinator noises is not published as it is')
  const sum = openSum(state, residues)
  const result = signResult(state, hashSum(sum))
  const absences = withAbsence(state, 'unmasking', state.survivors.members, state.openings)
  const finished: Finished = {
    ...state,
    phase: 'finished',
    transcript: result.transcriptHash,
    absences,
    result,
  }
  return { kind: 'finished', state: finished, sum, result, blame: state.blame }
}

/** The residues, all masks removed, as signed integers in place; nothing is signed. */
export function openSum(state: Unmasked, residues: Uint32Array): Int32Array {
  requireDimension(state, residues)
  const { bits } = state.context.parameters
  reduceWords(residues, bits)
  return signExtend(residues, bits)
}

/**
 * The group's result where the coordinator adds the noise: over `released`, the noised integers of all groups together, as the hash of
 * the group's own sum would tell who guesses it whether the guess is right. Signed once: a second one is a contradiction.
 */
export function signReleased(state: Unmasked, released: Float64Array): AggregateResult {
  return signResult(state, hashSum(released))
}

function inconsistentShares(culprit: PeerIndex): Blame {
  return { reason: 'inconsistent-shares', culprit }
}

function rebuild(state: Unmasked, dealer: PeerIndex): Bytes {
  // Lowest holders first: which shares are used must not depend on the order of arrival.
  const shares: Share[] = [...state.verified.get(dealer)!].sort((left, right) => left.point - right.point)
  return combineShares(shares.slice(0, state.session.threshold))
}

function isCommitted(state: Unmasked, dealer: PeerIndex, secret: Bytes): boolean {
  const { session } = state
  if (!state.survivors.has(dealer)) {
    return equalBytes(publicKeyOf(secret), memberAt(session, dealer).maskKey)
  }
  const commitment = commitToSelfSeed(session.sessionId, dealer, secret)
  return equalBytes(commitment, state.dealt.get(dealer)!.message.selfSeedCommitment)
}

function signResult(state: Unmasked, sumHash: Bytes): AggregateResult {
  const { session, survivors } = state
  const openers = [...state.openings.keys()].sort((left, right) => left - right)
  const blame = [...state.blame].sort((left, right) => left.culprit - right.culprit)
  const transcriptHash = extendTranscript(state.transcript, [
    { label: 'unmaskers', body: bitmapOf(openers, session.size) },
    ...openers.map(index => ({
      label: 'unmasking' as const,
      body: unmaskingRecord(index, state.openings.get(index)!),
    })),
    { label: 'sum', body: sumHash },
    { label: 'blame', body: enc(...blame.map(entry => enc(utf8(entry.reason), u16(entry.culprit)))) },
  ])
  const unsigned = {
    sessionId: session.sessionId,
    survivors: survivors.bitmap,
    sumHash,
    transcriptHash,
  }
  return { ...unsigned, signature: state.coordinator.sign(resultPayload(unsigned)) }
}

function unmaskingRecord(index: PeerIndex, message: Unmasking): Bytes {
  return enc(u16(index), hashOpenedShares(message), message.signature)
}

const coordinatesAtOnce = 8192

/** SHA-256 of a sum, whole numbers up to 2^53, as i64le coordinates. */
export function hashSum(sum: Int32Array | Float64Array): Bytes {
  const hash = openSha256()
  const halves = new Int32Array(2 * Math.min(coordinatesAtOnce, sum.length))
  for (let start = 0; start < sum.length; start += coordinatesAtOnce) {
    const count = Math.min(coordinatesAtOnce, sum.length - start)
    for (let i = 0; i < count; i++) {
      halves[2 * i] = sum[start + i]!
      halves[2 * i + 1] = Math.floor(sum[start + i]! / 2 ** 32)
    }
    hash.update(new Uint8Array(halves.buffer, 0, 8 * count))
  }
  return hash.digest()
}

/** Ends the stage at its deadline when too few shares came. */
export function closeUnmasking(state: Unmasked): Unmasked | ServerAborted {
  if (canFinish(state)) return state
  const missing = state.survivors.members.filter(index => !state.openings.has(index))
  return abortAttempt(state, 'too-few-shares', missing)
}
