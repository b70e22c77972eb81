import test from 'ava'
import fc from 'fast-check'
import * as protos from '../../protos/index.ts'
import { DecodeError, EncodeError, type MessageCodec, protoDefinition } from '../../protos/index.ts'
import { messageType } from '../../protos/load.ts'
import { messageCases } from './messages.ts'

for (const { name, codec, values } of messageCases) {
  test(`${name} comes back from its bytes as it went in`, t => {
    fc.assert(
      fc.property(values, value => {
        const bytes = codec.encode(value)
        t.deepEqual(codec.decode(bytes), value)
      }),
      { numRuns: 60 },
    )
  })
}

test('damaged messages are read or refused, and nothing else happens', t => {
  const damaged = fc.record({
    which: fc.nat({ max: messageCases.length - 1 }),
    seed: fc.integer(),
    cuts: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    }),
    length: fc.double({ min: 0, max: 1, noNaN: true }),
    isShortened: fc.boolean(),
  })
  const outcomes = { read: 0, refused: 0 }
  fc.assert(
    fc.property(damaged, ({ which, seed, cuts, length, isShortened }) => {
      const { codec, values } = messageCases[which]!
      const whole = codec.encode(fc.sample(values, { numRuns: 1, seed })[0])
      const bytes = whole.slice(0, isShortened ? Math.floor(length * whole.length) : whole.length)
      for (const [at, value] of cuts) if (bytes.length > 0) bytes[Math.floor(at * (bytes.length - 1))] = value
      let value: unknown
      try {
        value = codec.decode(bytes)
      } catch (error) {
        outcomes.refused++
        return error instanceof DecodeError
      }
      outcomes.read++
      t.deepEqual(codec.decode(codec.encode(value)), value)
      return true
    }),
    { numRuns: 3000 },
  )
  t.true(outcomes.read > 100 && outcomes.refused > 100, JSON.stringify(outcomes))
})

test('bytes of no message at all are refused', t => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat({ max: messageCases.length - 1 }),
      (bytes, which) => {
        try {
          messageCases[which]!.codec.decode(bytes)
          return true
        } catch (error) {
          return error instanceof DecodeError
        }
      },
    ),
    { numRuns: 3000 },
  )
  t.pass()
})

test('every message of the .proto files travels through a codec', t => {
  // Inside others only.
  const nested =
    'BlobHeader Dropout Pay RoundSummary RosterEntry ShareBox Parcel StreamChunk StreamEnd IndexedSignature OpenedShare ' +
    'StageTimeouts DistributedNoise CentralNoise AttemptRef Balance StatementLine AuditProblem Leaf RoundGroup LogHead CohortEntry MetricFigure CountedFigure HoldersEvaluation BuyerEvaluation ' +
    'ScoringTask ArbiterSignature BountySearch DisputeClaim DisputeView EpochView EvidenceView HolderMoney MarketLeaf AuditEntry OpenInvitation RecoverySignature'
  // Said of methods in the .proto files, and never sent.
  const unsent = 'Access'
  const known = new Set([unsent, ...nested.split(' '), ...messageCases.map(({ name }) => name)])
  const declared = Object.entries(protoDefinition)
    .filter(([, definition]) => definition.format === 'Protocol Buffer 3 DescriptorProto')
    .map(([name]) => name.replace('parley.v1.', ''))
  t.deepEqual(declared.sort(), [...known].sort())
})

test('a message has the bytes that protobuf prescribes', t => {
  const bountyId = 'c4'.repeat(32)
  const bytes = protos.attemptRefCodec.encode({ bountyId, round: 300, attempt: 2, group: 1 })
  t.is(Buffer.from(bytes).toString('hex'), `0a20${bountyId}10ac0218022001`)
  const asked = protos.declineBountyRequestCodec.encode({ bountyId, reason: 'privacy-too-weak' })
  t.is(Buffer.from(asked).toString('hex'), `0a20${bountyId}1002`)
  const told = { organisation: 'n', reason: 'privacy-budget-spent', round: 4, atMs: 300 } as const
  t.is(Buffer.from(protos.declineCodec.encode(told)).toString('hex'), '0a016e1001180420ac02')
  const deposit = protos.depositRequestCodec.encode({ organisation: 'n', amountUnits: 600n, memo: 'm' })
  t.is(Buffer.from(deposit).toString('hex'), '0a016e12033630301a016d')
})

const some = Object.fromEntries(
  messageCases.map(({ name, values }) => [name, fc.sample(values, { numRuns: 1, seed: 7 })[0] as object]),
)

/** The bytes of a message whose loaded form is changed before it is written. */
function forged(name: string, change: (wire: Record<string, never>) => void): Uint8Array {
  const { codec } = messageCases.find(each => each.name === name)!
  const wire = codec.toWire(some[name]) as Record<string, never>
  change(wire)
  return messageType(name).serialize(wire)
}

test('an assignment may be without a clip norm, and without nothing else', t => {
  const { codec, values } = messageCases.find(({ name }) => name === 'Assignment')!
  const open = fc
    .sample(values, { numRuns: 20, seed: 7 })
    .find(value => !(value as { finished: boolean }).finished) as object
  const without = (field: string) => {
    const { [field]: _, ...wire } = codec.toWire({ ...open, clipNorm: 0.25 }) as Record<string, unknown>
    return messageType('Assignment').serialize(wire)
  }
  const { clipNorm: _, ...fixed } = open as { clipNorm?: number }
  t.deepEqual(codec.decode(without('clipNorm')), fixed)
  for (const field of ['attempt', 'parameters', 'modelHash', 'registryRoot'])
    t.like(
      t.throws(() => codec.decode(without(field)), { instanceOf: DecodeError }),
      { field },
    )
})

const refusals: readonly [string, string, (wire: Record<string, unknown>) => void][] = [
  [
    'Advertisement',
    'nonce',
    wire => {
      wire.nonce = new Uint8Array(31)
    },
  ],
  [
    'Advertisement',
    'signature',
    wire => {
      wire.signature = new Uint8Array(65)
    },
  ],
  [
    'Advertisement',
    'maskKey',
    wire => {
      delete wire.maskKey
    },
  ],
  [
    'AdvertiseRequest',
    'advertisement',
    wire => {
      delete wire.advertisement
    },
  ],
  [
    'AdvertiseRequest',
    'attempt.bountyId',
    wire => {
      wire.attempt = { bountyId: new Uint8Array(16) }
    },
  ],
  [
    'Roster',
    'entries.1.path.0',
    wire => {
      const advertisement = messageCases
        .find(each => each.name === 'Advertisement')!
        .codec.toWire(some.Advertisement)
      wire.entries = [
        { index: 1, advertisement, path: [] },
        { index: 2, advertisement, path: [new Uint8Array(33)] },
      ]
    },
  ],
  [
    'KeyShares',
    'boxes.0.ciphertext',
    wire => {
      wire.boxes = [{ to: 1, nonce: new Uint8Array(24), ciphertext: new Uint8Array(147) }]
    },
  ],
  [
    'KeyShares',
    'boxes.0.to',
    wire => {
      wire.boxes = [{ to: 0x10000, nonce: new Uint8Array(24), ciphertext: new Uint8Array(148) }]
    },
  ],
  [
    'KeyShares',
    'shareLeaves',
    wire => {
      wire.shareLeaves = Array(20_481).fill(new Uint8Array(32))
    },
  ],
  [
    'Inbox',
    'sharers',
    wire => {
      wire.sharers = new Uint8Array()
    },
  ],
  [
    'Unmasking',
    'keyShares.0.salt',
    wire => {
      wire.keyShares = [{ of: 1, share: new Uint8Array(32), salt: new Uint8Array(15) }]
    },
  ],
  [
    'SurvivorSet',
    'path',
    wire => {
      wire.path = Array(65).fill(new Uint8Array(32))
    },
  ],
  [
    'Complaint',
    'code',
    wire => {
      wire.code = 0
    },
  ],
  [
    'Complaint',
    'code',
    wire => {
      wire.code = 77
    },
  ],
  [
    'MaskedInputHeader',
    'bits',
    wire => {
      wire.bits = 33
    },
  ],
  [
    'MaskedInputHeader',
    'totalBytes',
    wire => {
      wire.totalBytes = '9007199254740992'
    },
  ],
  [
    'AggregationParameters',
    'suite',
    wire => {
      wire.suite = 2
    },
  ],
  [
    'AggregationParameters',
    'range',
    wire => {
      wire.range = Number.NaN
    },
  ],
  [
    'AggregationParameters',
    'weightMode',
    wire => {
      delete wire.weightMode
    },
  ],
  [
    'RoundOutcome',
    'result',
    wire => {
      wire.completed = true
      delete wire.result
    },
  ],
  [
    'BlobChunk',
    'data',
    wire => {
      wire.data = new Uint8Array(1024 * 1024 + 1)
    },
  ],
  [
    'PostBountyRequest',
    'terms',
    wire => {
      wire.terms = new Uint8Array(65_537)
    },
  ],
  [
    'PostBountyRequest',
    'terms',
    wire => {
      wire.terms = new Uint8Array()
    },
  ],
  [
    'ListBountiesRequest',
    'states.0',
    wire => {
      wire.states = [13]
    },
  ],
  [
    'ListBountiesRequest',
    'states',
    wire => {
      wire.states = Array(13).fill('OPEN')
    },
  ],
  [
    'ListBountiesRequest',
    'minimumPriceUnits',
    wire => {
      wire.minimumPriceUnits = '-1'
    },
  ],
  [
    'DeclineBountyRequest',
    'reason',
    wire => {
      wire.reason = 4
    },
  ],
  [
    'DeclineBountyRequest',
    'reason',
    wire => {
      delete wire.reason
    },
  ],
  [
    'Decline',
    'organisation',
    wire => {
      wire.organisation = 'o'.repeat(201)
    },
  ],
  [
    'Bounty',
    'declines',
    wire => {
      wire.declines = Array(1_001).fill({ organisation: 'n', reason: 'POLICY', round: 1, atMs: '1' })
    },
  ],
  [
    'DepositRequest',
    'amountUnits',
    wire => {
      wire.amountUnits = ''
    },
  ],
  [
    'DepositRequest',
    'amountUnits',
    wire => {
      wire.amountUnits = '007'
    },
  ],
  [
    'DepositRequest',
    'amountUnits',
    wire => {
      wire.amountUnits = '1e3'
    },
  ],
  [
    'DepositRequest',
    'amountUnits',
    wire => {
      wire.amountUnits = '1'.repeat(41)
    },
  ],
  [
    'DepositRequest',
    'memo',
    wire => {
      wire.memo = 'a\0b'
    },
  ],
  [
    'DepositRequest',
    'organisation',
    wire => {
      wire.organisation = 'o'.repeat(201)
    },
  ],
  [
    'InviteRequest',
    'organisation',
    wire => {
      wire.organisation = ''
    },
  ],
  [
    'InviteRequest',
    'role',
    wire => {
      delete wire.role
    },
  ],
  [
    'AwaitRequest',
    'waitMs',
    wire => {
      wire.waitMs = 600_001
    },
  ],
  [
    'WatchRequest',
    'bountyId',
    wire => {
      wire.bountyId = new Uint8Array(1)
    },
  ],
  [
    'Event',
    'kind',
    wire => {
      wire.kind = 'nothing-happened'
    },
  ],
  [
    'Refusal',
    'reason',
    wire => {
      wire.reason = 'did-not-feel-like-it'
    },
  ],
]

for (const [name, field, change] of refusals) {
  test(`${name} is refused for its ${field}, by name (${change.toString().replace(/\s+/g, ' ').slice(6, 70)})`, t => {
    const { codec } = messageCases.find(each => each.name === name)!
    const error = t.throws(() => codec.decode(forged(name, change)), { instanceOf: DecodeError })
    t.is(error?.field, field)
    t.true(error?.message.startsWith(`${name}.${field} `), error?.message)
  })
}

function refusesToSend<T>(codec: MessageCodec<T>, value: T) {
  return () => codec.encode(value)
}

test('what may not be read may not be sent either', t => {
  const attempt = { bountyId: 'AB'.repeat(32), round: 1, attempt: 1, group: 1 }
  t.throws(refusesToSend(protos.attemptRefCodec, attempt), {
    instanceOf: EncodeError,
    message: /bountyId must be 64/,
  })
  const round = { bountyId: 'ab'.repeat(32), round: 1.5, attempt: 1, group: 1 }
  t.throws(refusesToSend(protos.attemptRefCodec, round), {
    instanceOf: EncodeError,
    message: /round is 1\.5/,
  })
  const deposit = { organisation: 'n', amountUnits: -1n, memo: '' }
  t.throws(refusesToSend(protos.depositRequestCodec, deposit), {
    instanceOf: EncodeError,
    message: /amountUnits/,
  })
  const memo = { organisation: 'n', amountUnits: 1n, memo: '\ud800' }
  t.throws(refusesToSend(protos.depositRequestCodec, memo), { instanceOf: EncodeError, message: /memo/ })
})

test('absent and zero are different facts in an event', t => {
  const zero = {
    sequence: 1,
    atMs: 2,
    kind: 'model-evaluated',
    correct: 0,
    total: 10,
    amountUnits: 0n,
  } as const
  t.deepEqual(protos.eventCodec.decode(protos.eventCodec.encode(zero)), zero)
  const absent = { sequence: 1, atMs: 2, kind: 'coordinator-restarted' } as const
  t.deepEqual(Object.keys(protos.eventCodec.decode(protos.eventCodec.encode(absent))), [
    'sequence',
    'atMs',
    'kind',
  ])
})

test('what is decoded is plain bytes of its own', t => {
  const source = protos.blobRequestCodec.encode({ sha256: new Uint8Array(32).fill(3) })
  const { sha256 } = protos.blobRequestCodec.decode(source)
  source.fill(0)
  t.deepEqual(sha256, new Uint8Array(32).fill(3))
  t.is(sha256.constructor, Uint8Array)
})
