/** Real requests of every operation: made, signed and encoded as a member's client does it, and kept as they travelled. */
import { toHex } from '../../aggregation/index.ts'
import type { RawRequest } from '../../client/index.ts'
import {
  beginSessionRequestCodec,
  bountyRequestCodec,
  depositRequestCodec,
  inviteRequestCodec,
  issueApiKeyRequestCodec,
  memberRequestCodec,
  postBountyRequestCodec,
  type RequestSignature,
  requestSignatureCodec,
  revokeKeyRequestCodec,
  revokeMemberRequestCodec,
  rulingRequestCodec,
  sessionChallengeCodec,
  sessionCodec,
  transactionCodec,
  transactionRequestCodec,
} from '../../protos/codec/index.ts'
import { mayCall, type OperationName, operations } from '../../protos/operations.ts'
import { type RequestToSign, type SessionPlace, signRequest } from '../../protos/signed-request.ts'
import type { Hand, ReplayStage } from './replay-stage.ts'

/** A request as somebody between would have it. */
export interface Captured {
  readonly method: OperationName
  readonly hand: Hand
  readonly signature: RequestSignature
  /** The message; of a stream up the first, which is what is signed. */
  readonly body: Uint8Array
}

export function rawRequest({ method, signature, body }: Omit<Captured, 'hand'>): RawRequest {
  const { path } = operations[method]
  return { path, signatures: [requestSignatureCodec.encode(signature)], messages: [body] }
}

/** What is signed with a message; absent, as it is here. */
export interface Signing {
  readonly destination?: RequestToSign['destination']
  readonly session?: SessionPlace | undefined
  readonly transactionId?: Uint8Array
  /** How far the signer's clock is ahead. */
  readonly aheadMs?: number
}

/** Signs a message under a fresh nonce. */
export function signed(
  stage: ReplayStage,
  { method, hand, body }: Omit<Captured, 'signature'>,
  { destination = stage.destination, session, transactionId, aheadMs = 0 }: Signing,
): Captured {
  const unsigned: RequestToSign = {
    ...{ destination, body, keyVersion: 1, idempotencyKey: '' },
    path: operations[method].path,
    unixMs: stage.clock.nowMs() + aheadMs,
    ...(session !== undefined && { session }),
    ...(transactionId !== undefined && { transactionId }),
    showPublicKey: hand.role === 'stranger',
  }
  return { method, hand, body, signature: signRequest(unsigned, hand.signer, stage.random) }
}

/** Makes requests that are in order. */
export interface Maker {
  make(method: OperationName, by?: { readonly hand?: Hand; readonly aheadMs?: number }): Promise<Captured>
  /** A member that may not call a method, if there is one. */
  outsiderOf(method: OperationName): Hand | undefined
  /** The next place in a session of a member. */
  placeOf(hand: Hand): Promise<SessionPlace>
}

/**
 * Messages that are let in under a transaction, which is given for what can be read alone. For the others an empty one does: the door
 * looks at no message.
 */
function messageFor(method: OperationName, { random }: ReplayStage): Uint8Array {
  const [id, key] = [toHex(random.bytes(32)), random.bytes(16)]
  switch (method) {
    case 'deposit':
      return depositRequestCodec.encode({ organisation: 'operator', amountUnits: 1n, memo: id })
    case 'revokeKey':
      return revokeKeyRequestCodec.encode({ keyId: key, reason: 'drill' })
    case 'resetSecondFactor':
      return memberRequestCodec.encode({ organisation: id.slice(0, 20), role: 'holder' })
    case 'issueApiKey':
      return issueApiKeyRequestCodec.encode({ name: 'drill', scope: ['log'], lifeMs: 0 })
    case 'revokeMember':
      return revokeMemberRequestCodec.encode({ organisation: id.slice(0, 20), reason: 'drill' })
    case 'invite':
      return inviteRequestCodec.encode({ organisation: id.slice(0, 20), role: 'holder', validForMs: 60_000 })
    case 'fundBounty':
      return bountyRequestCodec.encode({ bountyId: id })
    case 'postBounty':
      return postBountyRequestCodec.encode({
        ...{ terms: random.bytes(40), nonce: random.bytes(16), signature: random.bytes(64), draft: true },
      })
    case 'rule':
      return rulingRequestCodec.encode({ bountyId: id, dispute: 1, isUpheld: true, signatures: [] })
    default:
      return new Uint8Array()
  }
}

export function openMaker(stage: ReplayStage): Maker {
  const sessions = new Map<Hand, { readonly sessionId: Uint8Array; sequence: number }>()
  const isOpen = (method: OperationName) => operations[method].roles === 'anyone'
  const mayCallIt = ({ role }: Hand, method: OperationName) => role !== 'stranger' && mayCall(method, role)

  async function placeOf(hand: Hand): Promise<SessionPlace> {
    const session = sessions.get(hand) ?? { sessionId: await begin(hand), sequence: 0 }
    sessions.set(hand, session)
    session.sequence += 1
    return { ...session }
  }

  async function begin(hand: Hand): Promise<Uint8Array> {
    const asked = await call('getSessionChallenge', new Uint8Array(), hand)
    const { challenge } = sessionChallengeCodec.decode(asked)
    const request = beginSessionRequestCodec.encode({ challenge, certificate: new Uint8Array() })
    return sessionCodec.decode(await call('beginSession', request, hand)).sessionId
  }

  async function transactionFor(hand: Hand, method: OperationName, body: Uint8Array): Promise<Uint8Array> {
    const { path } = operations[method]
    const request = transactionRequestCodec.encode({ method: path, request: body, code: '' })
    return transactionCodec.decode(await call('requestTransaction', request, hand)).transactionId
  }

  /** What is answered to a call in good faith. */
  async function call(method: OperationName, body: Uint8Array, hand: Hand): Promise<Uint8Array> {
    const session = operations[method].needsSession ? await placeOf(hand) : undefined
    const request = signed(stage, { method, hand, body }, { session })
    const { answers } = await stage.send([['own', rawRequest(request)]])
    const [answer] = answers
    if (answer?.messages.length !== 1) throw new Error(`the drill cannot call ${method}: ${answer?.text}`)
    return answer.messages[0]!
  }

  function handFor(method: OperationName): Hand {
    if (isOpen(method)) return stage.stranger
    const hand = stage.hands.find(each => mayCallIt(each, method))
    if (hand === undefined) throw new Error(`nobody in the drill may call ${method}`)
    return hand
  }

  return {
    placeOf,
    outsiderOf: method => (isOpen(method) ? undefined : stage.hands.find(each => !mayCallIt(each, method))),
    async make(method, { hand = handFor(method), aheadMs = 0 } = {}) {
      const { needsSession, confirmation } = operations[method]
      const body = messageFor(method, stage)
      const isConfirmed = confirmation !== 'none' && mayCallIt(hand, method)
      const transactionId = isConfirmed ? await transactionFor(hand, method, body) : new Uint8Array()
      const session = needsSession && hand.role !== 'stranger' ? await placeOf(hand) : undefined
      return signed(stage, { method, hand, body }, { session, transactionId, aheadMs })
    },
  }
}
