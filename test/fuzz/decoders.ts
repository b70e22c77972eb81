/**
 * Everything that turns bytes from outside into values, with valid bytes to start from and the one way in which it may
 * refuse. A decoder is fed random and mutated bytes: it refuses in that way, or gives a value that its encoder writes and
 * it reads back as the same.
 */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import {
  decodeEvidence,
  decodeFault,
  decodeRoundReceipt,
  decodeSignedStatement,
  type Evidence,
  encodeEvidenceDocument,
  encodeFault,
  encodeRoundReceipt,
  type FaultProof,
  type HolderFault,
  holderFault,
  type RandomSource,
  type RoundReceipt,
  readKeystoreLabel,
  type SignedStatement,
  secureClient,
  sha256,
  signedStatement,
  unsafeFixedRandom,
  utf8,
  verifyCheckpoint,
  verifyFault,
} from '../../aggregation/index.ts'
import {
  type Dataset,
  datasetSaltBytes,
  decodeDatasetBlob,
  decodeRawBlob,
  decodeTestSet,
  encodeDatasetBlob,
  encodeRawBlob,
  encodeTestSet,
  importLayersModel,
  initialParameters,
  modelFromPreset,
  parseDataSchema,
  type RawDataset,
  readModel,
  type TableSchema,
  type TestSet,
  writeModel,
  writeTfjsModel,
} from '../../learning/index.ts'
import { DecodeError, decodeTerms } from '../../protos/index.ts'
import { messageCases } from '../protos/messages.ts'

export interface Decoder {
  readonly name: string
  /** Valid bytes, or bytes that come close, drawn from a seed. */
  sample(seed: number): Uint8Array
  /** The value, or undefined when the bytes are refused. Throws for nothing. */
  decode(bytes: Uint8Array): unknown
  /** The bytes of a decoded value; absent where a value is not written again. */
  readonly encode?: (value: never) => Uint8Array
}

/** Runs a decoder that throws its refusals; any other error goes on. */
function refusing(names: readonly string[], decode: (bytes: Uint8Array) => unknown) {
  return (bytes: Uint8Array) => {
    try {
      return decode(bytes)
    } catch (error) {
      if (names.includes((error as Error).name)) return undefined
      throw error
    }
  }
}

const messages: readonly Decoder[] = messageCases.map(({ name, codec, values }) => ({
  name: `message ${name}`,
  sample: seed => codec.encode(fc.sample(values, { seed, numRuns: 1 })[0]),
  decode: refusing([DecodeError.name], bytes => codec.decode(bytes)),
  encode: (value: never) => codec.encode(value),
}))

/** A state with its checksum made right again, so that what lies behind it is reached. */
function withChecksum(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, Math.max(0, bytes.length - 32))
  return new Uint8Array([...body, ...sha256(body)])
}

const states: readonly (() => secureClient.MemberState)[] = [
  () => ({
    phase: 'seed-revealed',
    drawContext: new Uint8Array(32),
    rules: { minimumCohort: 3, groupSize: 3 },
    identityKey: new Uint8Array(32),
    seed: new Uint8Array(32),
    entries: [{ identityKey: new Uint8Array(32), commitment: new Uint8Array(32) }],
    cohortRoot: new Uint8Array(32),
    logHead: { size: 9, root: new Uint8Array(32) },
    cohortSignature: new Uint8Array(64),
  }),
  () => ({ phase: 'aborted', reason: 'complaint', revealed: true }),
  () => ({
    phase: 'done',
    sessionId: new Uint8Array(32),
    survivors: Uint8Array.of(31),
    sumHash: new Uint8Array(32),
    transcriptHash: new Uint8Array(32),
  }),
]

const memberState: Decoder = {
  name: 'member state',
  sample: seed => secureClient.encodeMemberState(states[seed % states.length]!()),
  decode: refusing(['StateFormatError'], bytes => secureClient.decodeMemberState(withChecksum(bytes))),
  encode: (value: never) => secureClient.encodeMemberState(value),
}

const hex = (random: RandomSource, bytes: number) => Buffer.from(random.bytes(bytes)).toString('hex')

function statementOf(random: RandomSource): SignedStatement {
  return signedStatement(
    {
      kind: 'survivors',
      sessionId: hex(random, 32),
      sharersHash: hex(random, 32),
      survivors: hex(random, 2),
      inputsRoot: hex(random, 32),
      signature: hex(random, 64),
    },
    random.bytes(32),
  )
}

/** A proof of every other kind by turns: nothing in it is signed, which is no decoder's business. */
function faultOf(random: RandomSource, seed: number): HolderFault {
  const [hash, signature] = [() => hex(random, 32), () => hex(random, 64)]
  const names = {
    bountyId: hash(),
    round: 2,
    attempt: 1,
    parametersHash: hash(),
    modelHash: hash(),
    registryVersion: 7,
    registryRoot: hash(),
  }
  const place = { kind: 'draw', ...names } as const
  const commitment = () => ({ kind: 'seed-commitment', commitment: hash(), signature: signature() }) as const
  const call = {
    ...{ environment: 'test', audience: hash(), keyVersion: 1, unixMs: 9, nonce: hex(random, 16) },
    ...{ sessionId: '', sequence: 0, idempotencyKey: 'seed', body: hex(random, 40), signature: signature() },
  }
  const proofs: readonly FaultProof[] = [
    { kind: 'two-signed-messages', place, messages: [commitment(), commitment()] },
    { ...commitment(), kind: 'commitment-does-not-open', place, call },
    {
      kind: 'inconsistent-shares',
      place: {
        ...{ kind: 'session', ...names, group: 1, partition: hash(), rosterRoot: hash(), rosterSize: 3 },
      },
      parameters: hex(random, 90),
      dealing: {
        ...{ index: 2, selfSeedCommitment: hash(), shareLeaves: [hash(), hash()], boxesRoot: hash() },
        signature: signature(),
      },
      secret: { kind: 'self-seed' },
      openings: [{ holder: 1, share: hash(), salt: hex(random, 16) }],
    },
  ]
  return holderFault(random.bytes(32), proofs[seed % proofs.length]!)
}

function receiptOf(random: RandomSource): RoundReceipt {
  const survivors = [{ organisation: 'alder', examples: 7, inputHash: hex(random, 32) }]
  return {
    version: 1,
    organisation: 'alder',
    leaf: {
      kind: 'round',
      bountyId: hex(random, 32),
      termsHash: hex(random, 32),
      round: 1,
      attempt: 1,
      partition: hex(random, 32),
      partitionSeed: hex(random, 32),
      groups: [
        {
          group: 1,
          sessionId: hex(random, 32),
          sumHash: hex(random, 32),
          transcriptHash: hex(random, 32),
          survivors,
        },
      ],
      failedGroups: [],
      dropouts: [{ organisation: 'birch', stage: 'input' }],
      modelHash: hex(random, 32),
      potUnits: '1000',
      feeUnits: '20',
      pays: [{ organisation: 'alder', weight: '7', amountUnits: '980' }],
    },
    index: 3,
    treeSize: 9,
    path: [hex(random, 32), hex(random, 32)],
    checkpoint: `parley/test\n9\n${random.bytes(8).join('')}\n\n— parley/test x\n`,
  }
}

const documents: readonly Decoder[] = [
  {
    name: 'statement',
    sample: seed => encodeEvidenceDocument(statementOf(unsafeFixedRandom(`statement ${seed}`))),
    decode: bytes => {
      const read = decodeSignedStatement(bytes)
      return read.kind === 'read' ? read.document : undefined
    },
    encode: (value: never) => encodeEvidenceDocument(value as SignedStatement),
  },
  {
    name: 'evidence',
    sample: seed => {
      const random = unsafeFixedRandom(`evidence ${seed}`)
      const [one, other] = [statementOf(random), statementOf(random)]
      const { coordinatorKey, statement } = one
      const statements = [statement, other.statement] as const
      return encodeEvidenceDocument({ type: 'parley/equivocation/v1', coordinatorKey, statements })
    },
    decode: bytes => {
      const read = decodeEvidence(bytes)
      return read.kind === 'read' ? read.document : undefined
    },
    encode: (value: never) => encodeEvidenceDocument(value as Evidence),
  },
  {
    name: 'fault',
    sample: seed => encodeFault(faultOf(unsafeFixedRandom(`fault ${seed}`), seed)),
    decode: bytes => {
      const read = decodeFault(bytes)
      if (read.kind === 'read') verifyFault(read.document)
      return read.kind === 'read' ? read.document : undefined
    },
    encode: (value: never) => encodeFault(value as HolderFault),
  },
  {
    name: 'receipt',
    sample: seed => encodeRoundReceipt(receiptOf(unsafeFixedRandom(`receipt ${seed}`))),
    decode: bytes => {
      const read = decodeRoundReceipt(bytes)
      return read.kind === 'receipt' ? read.receipt : undefined
    },
    encode: (value: never) => encodeRoundReceipt(value as RoundReceipt),
  },
  {
    name: 'checkpoint',
    sample: seed =>
      utf8(`parley/test\n${seed}\n${Buffer.alloc(32, seed).toString('base64')}\n\n— parley/test AAAA\n`),
    decode: bytes =>
      verifyCheckpoint(Buffer.from(bytes).toString('utf8'), new Uint8Array(32)).kind === 'refused',
  },
  {
    name: 'terms',
    sample: seed => utf8(JSON.stringify({ version: 1, title: `terms ${seed}`, training: { rounds: seed } })),
    decode: bytes => (decodeTerms(bytes).kind === 'terms' ? true : undefined),
  },
  {
    name: 'keystore',
    sample: seed =>
      utf8(JSON.stringify({ version: 1, id: hex(unsafeFixedRandom(`${seed}`), 16), kdf: { n: seed } })),
    decode: bytes => readKeystoreLabel(Buffer.from(bytes).toString('utf8')).kind,
  },
]

/** Datasets of every task by turns, their values bytes or floats. */
function datasetOf(seed: number): Dataset {
  const labels = Int32Array.of(2, 0, 1, 1)
  const common = { examples: 4, featureShape: [2, 1], classes: 3 }
  const features = Float32Array.from({ length: 8 }, (_, i) => (seed % 2 === 0 ? i / 8 : i / 255))
  switch (seed % 5) {
    case 0:
      return {
        ...common,
        features,
        task: 'multi-label',
        labels: Int32Array.from({ length: 12 }, (_, i) => i % 2),
      }
    case 1:
      return { ...common, features, task: 'segmentation', labels: Int32Array.of(...labels, ...labels) }
    case 2: {
      const { examples, featureShape } = common
      return {
        features,
        examples,
        featureShape,
        task: 'regression',
        targets: Float32Array.of(1, -2, 3, 0),
        outputs: 1,
      }
    }
    default:
      return { ...common, features, labels }
  }
}

const rawSchema = parseDataSchema(
  {
    kind: 'table',
    statistics: 'federated',
    features: [
      { name: 'x', kind: 'number', minimum: -9, maximum: 9, impute: 'mean' },
      { name: 'ward', kind: 'category', values: ['north', 'south'], other: true, impute: 'indicator' },
    ],
    label: { name: 'outcome', classes: ['healthy', 'ill'] },
  },
  'schema',
) as TableSchema

/** Records of every kind of value that they may have, a missing one among them. */
function rawOf(seed: number): RawDataset {
  const features = Float32Array.of(seed % 10, seed % 3, -2.5, 2, Number.NaN, 0)
  const labels = Int32Array.of(0, 1, seed % 2)
  const records = { features, labels, examples: 3, featureShape: [2], classes: 2 }
  return { kind: 'raw', schema: rawSchema, records }
}

const logistic = { family: 'logistic', inputShape: [2], classes: 3 } as const
const layers = modelFromPreset('signal-cnn', { featureShape: [8, 1], classes: 2 })

const files: readonly Decoder[] = [
  {
    name: 'dataset',
    sample: seed => encodeDatasetBlob(datasetOf(seed)),
    decode: refusing(['DataError'], bytes => decodeDatasetBlob(bytes)),
    encode: (dataset: Dataset) => encodeDatasetBlob(dataset),
  },
  {
    name: 'raw records',
    sample: seed => encodeRawBlob(rawOf(seed)),
    decode: refusing(['DataError'], bytes => decodeRawBlob(bytes, rawSchema)),
    encode: (raw: RawDataset) => encodeRawBlob(raw),
  },
  {
    name: 'test set',
    sample: seed =>
      encodeTestSet({ data: rawOf(seed), salt: unsafeFixedRandom(`salt ${seed}`).bytes(datasetSaltBytes) }),
    decode: refusing(['DataError'], bytes => decodeTestSet(bytes, rawSchema)),
    encode: (testSet: TestSet) => encodeTestSet(testSet),
  },
  {
    name: 'model',
    sample: seed => {
      const spec = seed % 2 === 0 ? logistic : layers
      return writeModel(spec, initialParameters(spec, seed), { note: `seed ${seed}` })
    },
    decode: refusing(['ModelError'], bytes => readModel(bytes)),
  },
  {
    name: 'layers model',
    sample: () => writeTfjsModel(layers, initialParameters(layers, 1)).get('model.json')!,
    decode: refusing(['ModelError'], bytes => importLayersModel(new TextDecoder().decode(bytes))),
  },
]

export const decoders: readonly Decoder[] = [...messages, memberState, ...documents, ...files]

/** One case: random bytes, or valid ones with something done to them. */
export function mutated(decoder: Decoder, seed: number): Uint8Array {
  return mutatedSample(decoder.name, seed, one => decoder.sample(one))
}

/** The same for anything that has a name and valid bytes. */
export function mutatedSample(name: string, seed: number, sample: (seed: number) => Uint8Array): Uint8Array {
  const random = unsafeFixedRandom(`mutation ${name} ${seed}`)
  const roll = (sides: number) => {
    const bytes = random.bytes(4)
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) % sides
  }
  if (roll(8) === 0) return random.bytes(roll(300)).slice()
  let bytes: Uint8Array = sample(seed & 0x7fffffff).slice()
  for (let change = roll(4); change >= 0; change--) bytes = changed(bytes, random, roll)
  return bytes
}

/** Does one thing to bytes; `roll` draws a number below its argument. */
export function changed(
  bytes: Uint8Array,
  random: RandomSource,
  roll: (sides: number) => number,
): Uint8Array {
  const at = bytes.length === 0 ? 0 : roll(bytes.length)
  switch (roll(7)) {
    case 0:
      return bytes.map((byte, i) => (i === at ? byte ^ (1 << roll(8)) : byte))
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return new Uint8Array([...bytes, ...random.bytes(1 + roll(40))])
    case 3:
      return new Uint8Array([...bytes.subarray(0, at), ...random.bytes(1 + roll(8)), ...bytes.subarray(at)])
    case 4: {
      const end = Math.min(bytes.length, at + roll(64))
      return new Uint8Array([...bytes.subarray(0, end), ...bytes.subarray(at, end), ...bytes.subarray(end)])
    }
    case 5:
      // A length that claims far more than there is.
      return bytes.map((byte, i) => (i >= at && i < at + 4 ? 0xff : byte))
    default:
      return bytes.map((byte, i) => (i === at ? roll(256) : byte))
  }
}

/** What is wrong with how a decoder took these bytes; undefined when nothing is. */
export function faultIn(decoder: Decoder, bytes: Uint8Array): string | undefined {
  const before = process.memoryUsage()
  let value: unknown
  try {
    value = decoder.decode(bytes)
  } catch (error) {
    return `threw ${(error as Error).stack ?? error}`
  }
  const after = process.memoryUsage()
  const grown = after.arrayBuffers - before.arrayBuffers
  if (grown > 64 * 1024 * 1024) return `took ${grown} bytes for ${bytes.length}`
  if (value === undefined || decoder.encode === undefined) return undefined
  const again = decoder.decode(decoder.encode(value as never))
  return isDeepStrictEqual(again, value) ? undefined : 'reads back as something else than it was'
}
