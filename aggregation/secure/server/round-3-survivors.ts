/** Round 3: survivors sign the one survivor set; enough signatures make the certificate. */
import { enc, equalBytes, inclusionPath, u16, verifySignature } from '../../crypto/index.ts'
import type { Certificate, PeerIndex, SurvivorSet, SurvivorSignature } from '../messages.ts'
import { memberAt } from '../roster.ts'
import { survivorSignaturePayload, survivorsPayload } from '../signing.ts'
import { extendTranscript } from '../transcript.ts'
import { accept, type Rejection, reject, type Step } from '../verdict.ts'
import {
  abortAttempt,
  answerRepetition,
  type Certifying,
  checkSender,
  type Finished,
  outsideStage,
  type ServerAborted,
  type ServerState,
  type Unmasked,
  withAbsence,
  withEntry,
} from './state.ts'

/** The survivor set, with one survivor's path to its own input. Throws for a member that did not survive. */
export function survivorSetFor(state: Certifying | Unmasked | Finished, index: PeerIndex): SurvivorSet {
  const position = state.survivors.members.indexOf(index)
  if (position < 0) throw new RangeError(`member ${index} is not a survivor`)
  const unsigned = {
    sessionId: state.session.sessionId,
    survivors: state.survivors.bitmap,
    inputsRoot: state.inputs.root,
  }
  return {
    ...unsigned,
    path: inclusionPath(state.inputs, position),
    signature: state.coordinator.sign(survivorsPayload(state.sharersHash, unsigned)),
  }
}

/** Takes one survivor's signature on the survivor set. */
export function receiveSurvivorSignature(
  state: ServerState,
  index: PeerIndex,
  message: SurvivorSignature,
): Step<ServerState> {
  const recorded = 'signatures' in state ? state.signatures.get(index) : undefined
  if (recorded !== undefined) return answerRepetition(state, index, recorded, message.signature)
  if (state.phase !== 'certifying') return outsideStage(state, 'certifying')
  const rejection = checkSurvivorSignature(state, index, message)
  if (rejection !== undefined) return rejection
  return accept({ ...state, signatures: withEntry(state.signatures, index, message.signature) }, undefined)
}

function checkSurvivorSignature(
  state: Certifying,
  index: PeerIndex,
  message: SurvivorSignature,
): Rejection | undefined {
  const { session, survivors, digest } = state
  const rejection = checkSender(session, index, message.sessionId)
  if (rejection !== undefined) return rejection
  if (!survivors.members.includes(index)) {
    return reject('not-a-survivor', index, `member ${index} is not a survivor`)
  }
  if (!equalBytes(message.digest, digest)) {
    return reject('wrong-digest', index, `member ${index} signed another survivor set`)
  }
  const payload = survivorSignaturePayload(message)
  if (verifySignature(memberAt(session, index).identityKey, payload, message.signature)) return undefined
  return reject('bad-signature', index, `the signature of member ${index} does not hold`)
}

/** Makes the certificate, or aborts when too few signed. */
export function closeSurvivors(state: Certifying): Unmasked | ServerAborted {
  const { session, survivors, signatures } = state
  const absences = withAbsence(state, 'certifying', survivors.members, signatures)
  if (signatures.size < session.threshold) {
    const missing = survivors.members.filter(index => !signatures.has(index))
    return abortAttempt({ ...state, absences }, 'too-few-signatures', missing)
  }
  const certificate: Certificate = {
    sessionId: session.sessionId,
    survivors: survivors.bitmap,
    inputsRoot: state.inputs.root,
    signatures: survivors.members
      .filter(index => signatures.has(index))
      .map(index => ({ index, signature: signatures.get(index)! })),
  }
  const transcript = extendTranscript(state.transcript, [
    { label: 'certificate', body: certificateRecord(certificate) },
  ])
  return {
    ...state,
    phase: 'unmasking',
    transcript,
    absences,
    certificate,
    openings: new Map(),
    verified: new Map(),
  }
}

function certificateRecord({ survivors, inputsRoot, signatures }: Certificate) {
  return enc(survivors, inputsRoot, ...signatures.map(({ index, signature }) => enc(u16(index), signature)))
}

/** The certificate, the same for every survivor. */
export function certificateOf(state: Unmasked | Finished): Certificate {
  return state.certificate
}
