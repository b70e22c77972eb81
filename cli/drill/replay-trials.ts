/** What is tried with a captured request that was let in, and by which check the door must refuse it. Only reading again may get in, elsewhere. */
import { concat, keyIdOf } from '../../aggregation/index.ts'
import type { DoorCheck } from '../../coordinator/index.ts'
import { operationNames, operations } from '../../protos/operations.ts'
import { type Captured, type Maker, type Signing, signed } from './replay-requests.ts'
import type { Hand, ReplayStage } from './replay-stage.ts'

export interface Trial {
  readonly what: string
  readonly request: Omit<Captured, 'hand'>
  readonly expected: DoorCheck
  /** A stranger is told the same whatever failed. */
  readonly isStranger: boolean
}

/** The same signature with something else in it or under it, and requests that their signer signs for what they are not let in to. */
export async function trialsWith(stage: ReplayStage, maker: Maker, captured: Captured): Promise<Trial[]> {
  return [...altered(stage, captured), ...(await signedWrongly(stage, maker, captured))]
}

/** Order of the group of Ed25519, little-endian: a signature has a twin that is this much greater, which is none (RFC 8032, 5.1.7). */
const groupOrder = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex')

function altered(stage: ReplayStage, captured: Captured): Trial[] {
  const { random, hands } = stage
  const { method, signature, body } = captured
  const other = hands.find(({ signer }) => signer.publicKey !== captured.hand.signer.publicKey)!
  const version: DoorCheck = operations[method].roles === 'anyone' ? 'signature' : 'key-state'
  const rows: readonly (readonly [string, Partial<Captured['signature']>, DoorCheck])[] = [
    ["another member's key", { keyId: keyIdOf(other.signer.publicKey) }, 'signature'],
    ["nobody's key", { keyId: random.bytes(16) }, 'unknown-key'],
    ['another version of its key', { keyVersion: signature.keyVersion + 1 }, version],
    ['another time', { unixMs: signature.unixMs + 1 }, 'signature'],
    ['another nonce', { nonce: random.bytes(16) }, 'signature'],
    ['another session', { sessionId: random.bytes(16) }, 'signature'],
    ['another number', { sequence: signature.sequence + 1 }, 'signature'],
    ['another idempotency key', { idempotencyKey: 'again' }, 'signature'],
    ['a bit of its signature turned', { signature: turned(signature.signature) }, 'signature'],
    ["its signature's twin", { signature: twinOf(signature.signature) }, 'signature'],
    // Not under the signature, and no use with a nonce that was used.
    ['another transaction', { transactionId: random.bytes(16) }, 'nonce'],
  ]
  // A field of no message: other bytes for the same meaning.
  const otherBody = concat(body, Uint8Array.of(0xf8, 0x7f, 0x01))
  return [
    ...rows.map(([what, change, expected]) => ({
      ...{ what, expected, isStranger: true },
      request: { method, body, signature: { ...signature, ...change } },
    })),
    {
      ...{ what: 'another message', expected: 'signature', isStranger: true },
      request: { method, signature, body: otherBody },
    },
    {
      ...{ what: 'on the path of another method', expected: 'signature', isStranger: true },
      request: { method: otherMethod(captured), signature, body },
    },
  ]
}

async function signedWrongly(stage: ReplayStage, maker: Maker, captured: Captured): Promise<Trial[]> {
  const { method, hand, signature } = captured
  const { needsSession, confirmation, roles } = operations[method]
  const place = async (by: Hand = hand) =>
    needsSession && by.role !== 'stranger' ? await maker.placeOf(by) : undefined
  const used = { transactionId: signature.transactionId }
  const trials: Trial[] = []
  const add = (what: string, expected: DoorCheck, signing: Signing, by: Hand = hand) => {
    const isStranger = expected === 'signature' || by.role === 'stranger'
    trials.push({ what, expected, isStranger, request: signed(stage, { ...captured, hand: by }, signing) })
  }
  const { environment, audience } = stage.destination
  const elsewhere = { environment, audience: Buffer.from(stage.random.bytes(32)).toString('hex') }
  add('signed for another coordinator', 'signature', {
    ...used,
    destination: elsewhere,
    session: await place(),
  })
  add('signed for another environment', 'signature', {
    ...used,
    destination: { environment: 'live', audience },
    session: await place(),
  })
  if (needsSession) {
    const { sessionId, sequence } = signature
    add('signed anew under its used number', 'sequence', { ...used, session: { sessionId, sequence } })
    add('signed anew in no session', 'session', used)
    const other = stage.hands.find(each => each !== hand)!
    add("signed anew in another member's session", 'session', {
      ...used,
      session: await maker.placeOf(other),
    })
  }
  if (confirmation !== 'none') {
    add('signed anew with its used transaction', 'transaction', { ...used, session: await place() })
    add('signed anew without a transaction', 'transaction', { session: await place() })
  }
  const outsider = maker.outsiderOf(method)
  if (outsider !== undefined)
    add('signed by a member in another role', 'role', { session: await place(outsider) }, outsider)
  if (roles !== 'anyone') add('signed by a stranger', 'role', {}, stage.stranger)
  return trials
}

/** Of the same kind where there is one, so that nothing else than its path tells them apart. */
function otherMethod({ method }: Captured) {
  const others = operationNames.filter(each => each !== method)
  const { kind, needsSession } = operations[method]
  return (
    others.find(each => operations[each].kind === kind && operations[each].needsSession === needsSession) ??
    others[0]!
  )
}

function turned(signature: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(signature)
  copy[0] = copy[0]! ^ 1
  return copy
}

function twinOf(signature: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(signature)
  let carry = 0
  for (let i = 0; i < 32; i++) {
    const sum = copy[32 + i]! + groupOrder[i]! + carry
    copy[32 + i] = sum & 0xff
    carry = sum >> 8
  }
  return copy
}
