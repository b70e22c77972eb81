/** What the bytes of a state must come to: every field of every phase, so that a state that was read can be used. */
import type { MemberState } from './state.ts'

type Check = (value: unknown) => boolean

const bytes =
  (length: number): Check =>
  value =>
    value instanceof Uint8Array && value.length === length
const someBytes: Check = value => value instanceof Uint8Array
const text: Check = value => typeof value === 'string'
const flag: Check = value => typeof value === 'boolean'
const natural: Check = value => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
const finite: Check = value => typeof value === 'number' && Number.isFinite(value)
const listOf =
  (item: Check): Check =>
  value =>
    Array.isArray(value) && value.every(item)
const oneOf =
  (...checks: readonly Check[]): Check =>
  value =>
    checks.some(check => check(value))
const constant =
  (expected: unknown): Check =>
  value =>
    value === expected

/** An object with exactly these fields. */
function record(fields: Readonly<Record<string, Check>>): Check {
  const names = Object.keys(fields)
  return value => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || Array.isArray(value))
      return false
    const found = Object.entries(value)
    return found.length === names.length && found.every(([name, field]) => fields[name]?.(field) === true)
  }
}

const hash = bytes(32)
const signature = bytes(64)

const advertisement = record({
  context: hash,
  identityKey: hash,
  channelKey: hash,
  maskKey: hash,
  nonce: hash,
  signature,
})

const parameters = record({
  suite: constant(1),
  minimumGroup: natural,
  colluders: natural,
  threshold: natural,
  dimension: natural,
  bits: natural,
  bound: natural,
  maximumGroup: natural,
  range: finite,
  weightMode: oneOf(constant('examples'), constant('equal')),
  maximumWeight: natural,
  privacy: oneOf(
    record({ mechanism: constant('none') }),
    record({
      mechanism: oneOf(constant('skellam'), constant('discrete-gaussian')),
      gamma: finite,
      localStandardDeviation: finite,
      leastContributors: natural,
      beta: finite,
      clip: finite,
      dimension: natural,
    }),
    record({
      mechanism: constant('central'),
      gamma: finite,
      standardDeviation: finite,
      beta: finite,
      clip: finite,
      dimension: natural,
    }),
  ),
  graph: oneOf(
    record({ kind: constant('complete') }),
    record({ kind: constant('k-regular'), degree: natural, dropoutPermille: natural }),
  ),
  stageTimeoutsMs: record({
    advertise: natural,
    share: natural,
    input: natural,
    survivors: natural,
    unmask: natural,
  }),
})

const context = record({
  taskId: hash,
  round: natural,
  attempt: natural,
  group: natural,
  partition: hash,
  parameters,
  modelHash: hash,
  registry: record({ version: natural, root: hash }),
})

const session = record({
  contextHash: hash,
  sessionId: hash,
  rosterRoot: hash,
  size: natural,
  degree: natural,
  threshold: natural,
  context,
  index: natural,
  coordinatorKey: hash,
  holders: listOf(record({ index: natural, organisation: text, advertisement })),
  survivorFloor: natural,
  minimumOrganisations: natural,
})

const pair = { selfShare: hash, keyShare: hash, selfSalt: bytes(16), keySalt: bytes(16) }
const held = record({ of: natural, ...pair })
const sharers = record({ bitmap: someBytes, hash })

const keyShares = record({
  sessionId: hash,
  selfSeedCommitment: hash,
  shareRoot: hash,
  shareLeaves: listOf(hash),
  boxes: listOf(record({ to: natural, nonce: bytes(24), ciphertext: bytes(148) })),
  signature,
})

const header = record({
  sessionId: hash,
  sharersHash: hash,
  dimension: natural,
  bits: natural,
  totalBytes: natural,
  inputHash: hash,
  signature,
})

const opened = listOf(record({ of: natural, share: hash, salt: bytes(16) }))

const rules = record({ minimumCohort: natural, groupSize: natural })
const draw = { drawContext: hash, rules, identityKey: hash, seed: hash }

const phases: { readonly [Phase in MemberState['phase']]: Check } = {
  'seed-committed': record({
    phase: text,
    ...draw,
    message: record({ drawContext: hash, identityKey: hash, commitment: hash, signature }),
  }),
  'seed-revealed': record({
    phase: text,
    ...draw,
    entries: listOf(record({ identityKey: hash, commitment: hash })),
    cohortRoot: hash,
    logHead: record({ size: natural, root: hash }),
    cohortSignature: signature,
  }),
  advertised: record({
    phase: text,
    context,
    contextHash: hash,
    advertisement,
    channelSecret: hash,
    maskSecret: hash,
  }),
  'roster-accepted': record({ phase: text, session, channelSecret: hash, maskSecret: hash }),
  'shares-sent': record({
    phase: text,
    session,
    inboxKeys: listOf(record({ from: natural, key: hash })),
    maskSecret: hash,
    selfSeed: hash,
    own: held,
    keyShares,
  }),
  'inbox-accepted': record({
    phase: text,
    session,
    maskSecret: hash,
    selfSeed: hash,
    sharers,
    held: listOf(held),
  }),
  masked: record({ phase: text, session, sharers, held: listOf(held), header }),
  signed: record({
    phase: text,
    session,
    sharers,
    held: listOf(held),
    header,
    survivors: someBytes,
    inputsRoot: hash,
    digest: hash,
    signature,
    setSignature: signature,
  }),
  revealed: record({
    phase: text,
    session,
    survivors: someBytes,
    inputsRoot: hash,
    digest: hash,
    unmasking: record({ sessionId: hash, digest: hash, selfShares: opened, keyShares: opened, signature }),
  }),
  done: record({ phase: text, sessionId: hash, survivors: someBytes, sumHash: hash, transcriptHash: hash }),
  aborted: record({ phase: text, reason: text, revealed: flag }),
}

/** Whether a value that was read is a state: a known phase with exactly its fields, each of its kind and length. */
export function isMemberState(value: unknown): value is MemberState {
  const phase = (value as { readonly phase?: unknown } | null | undefined)?.phase
  if (typeof phase !== 'string' || !Object.hasOwn(phases, phase)) return false
  return phases[phase as MemberState['phase']](value)
}
