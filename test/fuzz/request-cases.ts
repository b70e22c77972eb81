/**
 * Requests as nobody's client sends them, each from a seed and its number: sound ones changed byte by byte and field by field, ones that
 * lie under a valid signature, broken bodies that are signed, and noise. A few are sound, so that a door that refuses all is noticed.
 */
import { concat, toHex, utf8 } from '../../aggregation/index.ts'
import type { RawRequest } from '../../client/index.ts'
import { requestSignatureCodec } from '../../protos/codec/index.ts'
import { operationNames, operations } from '../../protos/operations.ts'
import { keyIdOf } from '../../protos/signed-request.ts'
import { changed } from './decoders.ts'
import { type Draw, openDraw } from './draw.ts'
import { type LooseSignature, loosened, randomMessage, signatureFields, writeLoosely } from './loose-wire.ts'
import {
  type Draft,
  draftOf,
  type FuzzCast,
  type Rows,
  requestOf,
  rowsFor,
  sign,
  type Unsigned,
} from './request-drafts.ts'

export interface FuzzCase extends Rows {
  readonly kind: string
  readonly nowMs: number
  /** Sent one after the other. */
  readonly requests: readonly RawRequest[]
  /** The first has to be let in. */
  readonly isSound: boolean
}

/** The clock stands at this when the first case comes, and goes on by so much with each. */
export const [fuzzStartMs, fuzzStepMs] = [1_800_000_000_000, 10]

type Made = Pick<FuzzCase, 'requests'> & { readonly rows?: Rows; readonly isSound?: boolean }

export function fuzzCase(seed: string, number: number, cast: FuzzCast): FuzzCase {
  const draw = openDraw(`${seed} ${number}`)
  const nowMs = fuzzStartMs + number * fuzzStepMs
  const kind = draw.pick(kindsByWeight)
  const {
    requests,
    rows = { sessions: [], transactions: [] },
    isSound = false,
  } = kinds[kind]![1](draw, draftOf(draw, cast, nowMs), cast)
  // A key that no member has begins no session and asks for no transaction.
  const strangers = cast.hands.filter(({ role }) => role === 'stranger')
  const noMembers = strangers.map(({ signer }) => toHex(keyIdOf(signer.publicKey)))
  const isMembers = ({ keyId }: { readonly keyId: string }) => !noMembers.includes(keyId)
  const [sessions, transactions] = [rows.sessions.filter(isMembers), rows.transactions.filter(isMembers)]
  return { kind, nowMs, requests, isSound, sessions, transactions }
}

const random = (draw: Draw, length: number) => draw.bytes(length)
const largest = 2n ** 64n - 1n

/** For each field what it may be said to be. */
const lies: { readonly [K in keyof LooseSignature]: (draw: Draw, cast: FuzzCast) => Uint8Array | bigint } = {
  keyId: (draw, { hands }) =>
    draw.pick([
      keyIdOf(draw.pick(hands).signer.publicKey),
      ...[0, 15, 16, 17, 2000].map(n => random(draw, n)),
    ]),
  keyVersion: draw => draw.pick([0n, 2n, 2n ** 32n - 1n, 2n ** 40n, largest]),
  unixMs: draw =>
    draw.pick([0n, 1n, 60_001n, -60_001n, 2n ** 50n].map(by => BigInt(fuzzStartMs) + by).concat(0n, largest)),
  nonce: draw => random(draw, draw.pick([0, 15, 16, 16, 17, 2000])),
  sessionId: draw => random(draw, draw.pick([0, 15, 16, 16, 17])),
  sequence: draw => draw.pick([0n, 1n, 2n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, largest]),
  idempotencyKey: draw =>
    draw.pick([utf8('again'), utf8('a\nb'), utf8('a\0b'), random(draw, 9), utf8('x'.repeat(2000))]),
  signature: draw => draw.pick([new Uint8Array(64), ...[0, 63, 64, 65].map(n => random(draw, n))]),
  publicKey: (draw, { hands }) =>
    draw.pick([draw.pick(hands).signer.publicKey, ...[31, 32, 33].map(n => random(draw, n))]),
  transactionId: draw => random(draw, draw.pick([0, 15, 16, 17])),
}

/** What a member may sign although it is not so; some of it is no lie, as a clock that is a minute off. */
function signedLie(draw: Draw, draft: Draft, { hands }: FuzzCast): Made {
  const { fields, destination } = draft
  const rows = rowsFor(draft)
  const as = (change: Partial<Unsigned>, others: Partial<Rows> = {}): Made => ({
    requests: [requestOf({ ...draft, fields: { ...fields, ...change } })],
    rows: { ...rows, ...others },
  })
  const otherKey = toHex(keyIdOf(draw.pick(hands).signer.publicKey))
  switch (draw.roll(13)) {
    case 0:
      return as({ keyVersion: 2 + draw.roll(5) })
    case 1:
      return as({ unixMs: fields.unixMs + draw.pick([-60_001, -60_000, -1, 60_000, 60_001, -fields.unixMs]) })
    case 2:
      return as({ sessionId: draw.bytes(16) })
    case 3:
      return as({}, { sessions: rows.sessions.map(each => ({ ...each, keyId: otherKey })) })
    case 4:
      return as({ sequence: draw.pick([0, 1, 64, Number.MAX_SAFE_INTEGER]) })
    case 5:
      return as({ idempotencyKey: draw.pick(['a\nb', '\n', 'a\r', 'a\u2028b']) })
    case 6:
      return as({}, { transactions: rows.transactions.map(each => ({ ...each, keyId: otherKey })) })
    case 7:
      return as({}, { transactions: rows.transactions.map(each => ({ ...each, body: draw.bytes(4) })) })
    case 8:
      return as(
        {},
        { transactions: rows.transactions.map(each => ({ ...each, method: '/parley.v1.Log/X' })) },
      )
    case 9:
      return { rows, requests: [requestOf({ ...draft, signedMethod: draw.pick(operationNames) })] }
    case 10: {
      const environment = draw.pick(['', 'live', 'dev', destination.environment])
      const audience = draw.pick(['', toHex(draw.bytes(32))])
      return { rows, requests: [requestOf({ ...draft, destination: { environment, audience } })] }
    }
    case 11: {
      // In a role that may not, or in one that may.
      const hand = draw.pick(hands)
      const keyId = keyIdOf(hand.signer.publicKey)
      const publicKey = hand.role === 'stranger' ? hand.signer.publicKey : fields.publicKey
      const other = { ...draft, hand, fields: { ...fields, keyId, publicKey } }
      return { rows: rowsFor(other), requests: [requestOf(other)] }
    }
    default:
      return as({ keyId: draw.bytes(16) })
  }
}

const stranger = (draw: Draw, draft: Draft, { hands }: FuzzCast): Made => {
  const hand = hands.find(({ role }) => role === 'stranger')!
  const keyId = keyIdOf(draw.pick([hand, draft.hand]).signer.publicKey)
  const publicKey = draw.pick([hand.signer.publicKey, draft.hand.signer.publicKey, new Uint8Array()])
  const fields = { ...draft.fields, keyId, publicKey }
  return { requests: [requestOf({ ...draft, hand, fields })] }
}

/** By its name, how often a kind comes and how one is made. */
const kinds: Readonly<
  Record<string, readonly [weight: number, make: (draw: Draw, draft: Draft, cast: FuzzCast) => Made]>
> = {
  sound: [5, (_, draft) => ({ requests: [requestOf(draft)], rows: rowsFor(draft), isSound: true })],
  repeated: [
    3,
    (_, draft) => {
      const request = requestOf(draft)
      return { requests: [request, request], rows: rowsFor(draft), isSound: true }
    },
  ],
  'signed lie': [12, signedLie],
  'signed broken body': [
    6,
    (draw, draft) => {
      const some = draw.pick([draw.bytes(draw.roll(300)), randomMessage(draw), broken(draw, draft.body)])
      const body = some.subarray(0, operations[draft.method].maximumRequestBytes)
      const other = { ...draft, body }
      return { requests: [requestOf(other)], rows: rowsFor(other), isSound: true }
    },
  ],
  stranger: [8, stranger],
  'bits of the signature': [
    10,
    (draw, draft) => {
      const entry = requestSignatureCodec.encode(sign(draft))
      for (let i = draw.roll(3); i >= 0; i--) entry[draw.roll(entry.length)]! ^= 1 << draw.roll(8)
      return { requests: [requestOf(draft, entry)] }
    },
  ],
  'bytes of the signature': [
    10,
    (draw, draft) => ({
      requests: [requestOf(draft, broken(draw, requestSignatureCodec.encode(sign(draft))))],
    }),
  ],
  'a field that lies': [
    18,
    (draw, draft, cast) => {
      const lying = draw.pick(signatureFields)
      const entry = writeLoosely({ ...loosened(sign(draft)), [lying]: lies[lying](draw, cast) })
      return { requests: [requestOf(draft, entry)] }
    },
  ],
  'fields swapped': [
    5,
    (draw, draft) => {
      const loose = loosened(sign(draft))
      const [one, other] = [draw.pick(signatureFields), draw.pick(signatureFields)]
      const entry = writeLoosely({ ...loose, [one]: loose[other], [other]: loose[one] })
      return { requests: [requestOf(draft, entry)] }
    },
  ],
  'a field left out': [
    3,
    (draw, draft) => {
      const { [draw.pick(signatureFields)]: _, ...rest } = loosened(sign(draft))
      return { requests: [requestOf(draft, writeLoosely(rest))] }
    },
  ],
  'two signatures in one': [
    4,
    (draw, draft, cast) => {
      const [one, other] = [sign(draft), sign(draftOf(draw, cast, draft.fields.unixMs))].map(each =>
        requestSignatureCodec.encode(each),
      ) as [Uint8Array, Uint8Array]
      const at = draw.roll(one.length)
      return { requests: [requestOf(draft, concat(one.subarray(0, at), other.subarray(draw.pick([0, at]))))] }
    },
  ],
  'another body': [
    6,
    (draw, draft) => ({ requests: [{ ...requestOf(draft), messages: [broken(draw, draft.body)] }] }),
  ],
  'another method': [
    4,
    (draw, draft) => {
      const path = operations[draw.pick(operationNames)].path
      const odd = [path.toLowerCase(), `${path}s`, '/parley.v1.Rounds/', `${path}/`]
      return { requests: [{ ...requestOf(draft), path: draw.roll(4) === 0 ? draw.pick(odd) : path }] }
    },
  ],
  'other metadata': [
    3,
    (draw, draft) => {
      const [entry] = requestOf(draft).signatures as [Uint8Array]
      const signatures = draw.pick([[], [entry, entry], [entry, draw.bytes(8)], [new Uint8Array()]])
      return { requests: [{ ...requestOf(draft), signatures }] }
    },
  ],
  'random signature': [
    3,
    (draw, draft) => {
      const entry = draw.pick([draw.bytes(draw.roll(400)), randomMessage(draw)])
      return { requests: [requestOf(draft, entry)] }
    },
  ],
  'too large': [
    1,
    (draw, draft) => {
      // Up to what is small for gRPC itself.
      const { maximumRequestBytes } = operations[draft.method]
      const body = new Uint8Array(Math.min(maximumRequestBytes, 2 ** 18) + 1 + draw.roll(100))
      return { requests: [requestOf({ ...draft, body })] }
    },
  ],
}

const kindsByWeight = Object.entries(kinds).flatMap(([name, [weight]]) => Array<string>(weight).fill(name))

function broken(draw: Draw, bytes: Uint8Array): Uint8Array {
  let some = Uint8Array.from(bytes)
  for (let i = draw.roll(3); i >= 0; i--) some = Uint8Array.from(changed(some, draw, draw.roll))
  return some
}
