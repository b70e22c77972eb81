/**
 * The memory of an agent on disk. What a round needs to go on after a crash lies in one encrypted file for each
 * attempt, written before the message that it stands for leaves; the masked input lies beside it. Both are removed
 * when the attempt is over. The history and the receipts stay.
 *
 *   lock  history.jsonl  attempts/BOUNTY-rN-aN.state  attempts/….input  receipts/BOUNTY-round-N.json
 *   statements/SESSION.survivors.json, DRAW.cohort.json and DRAW.partition.json, what the coordinator signed;
 *   statements/….evidence.json, if it signed two
 *
 * attempts/BOUNTY.memory is what a bounty's algorithm remembers of the holder's last round.
 *
 * The files are sealed under a key of the holder's identity. Whoever puts back an older copy of the folder while a
 * round runs can make the agent forget what it answered; do not restore it from a backup under a running bounty.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AggregationParameters,
  concat,
  enc,
  equalBytes,
  fromHex,
  openSecretbox,
  type RandomSource,
  sealSecretbox,
  secureClient,
  type secureDraw,
  sha256,
  toHex,
  utf8,
} from '../../aggregation/index.ts'
import { type NamedVectors, readNamedVectors, writeNamedVectors } from '../../learning/index.ts'
import type { Assignment, AttemptRef, BountyId, Bytes } from '../../protos/types.ts'
import { moveFile, removeFile, replaceFile } from '../durable-files.ts'
import { claimFolder } from './folder-claim.ts'
import { type DecidedAbout, type LedgerMark, openHistory } from './history.ts'

/** An assignment with a round in it. */
export type OpenAssignment = Extract<Assignment, { readonly finished: false }>

/** The group that a draw put this holder in: what its roster may name, and what its session is bound to. */
export interface OwnGroup {
  /** Hash of the partition and the seed it was cut by, 32 bytes each. */
  readonly partition: Bytes
  readonly partitionSeed: Bytes
  /** Identity keys of the group's members, this holder included. */
  readonly members: readonly Bytes[]
  /** Organisations of every group, in order: a receipt names nobody else. */
  readonly organisations: readonly (readonly string[])[]
}

/** One attempt in progress: what was assigned and how far it has come. */
export interface AttemptRecord {
  /** Its `attempt.group` is 0 until the draw has decided. */
  readonly assignment: OpenAssignment
  readonly state: secureClient.MemberState
  /** Present once a draw has decided; absent when the cohort is not divided. */
  readonly ownGroup?: OwnGroup
  /** SHA-256 of the masked input, from the moment there is one. */
  readonly inputHash: Bytes | undefined
}

export interface AttemptPlace {
  readonly round: number
  readonly attempt: number
}

/** Of the statements of a coordinator, those that are kept: they name everybody's lot. */
export type KeptStatement = 'survivors' | 'cohort' | 'partition'

export interface AgentStore {
  /** Attempts that were neither finished nor abandoned. */
  unfinished(): readonly AttemptRecord[]
  /** Writes the record down; when it returns, the message it stands for may leave. */
  save(record: AttemptRecord): void
  /** Writes the masked input down, before the state that says it was masked. */
  saveInput(attempt: AttemptRef, packed: Bytes): void
  /** Throws `AgentStateError` unless the bytes are those of `inputHash`. */
  loadInput(attempt: AttemptRef, inputHash: Bytes): Bytes
  /** Erases an attempt that is over, with the memory that it would have left. */
  erase(attempt: AttemptRef): void
  /** Writes down what the algorithm will remember of this attempt, sealed: it tells of the records. */
  saveMemory(attempt: AttemptRef, memory: NamedVectors): void
  /** The attempt's sum came to be: its memory is the bounty's from now on. */
  keepMemory(attempt: AttemptRef): void
  /** What the algorithm remembers of the last round of the bounty that this holder was in the sum of. */
  loadMemory(bountyId: BountyId): NamedVectors

  /** The attempt is begun: an earlier or equal one of this bounty will not be. */
  noteAttempt(attempt: AttemptRef): void
  latestAttempt(bountyId: BountyId): AttemptPlace | undefined
  noteSession(sessionId: Bytes): void
  sessionSeen(sessionId: Bytes): boolean
  noteSigned(sessionId: Bytes, digest: Bytes): void
  /** Shares of a round are about to be revealed: its update may be in a sum from now on. */
  noteRevealed(bountyId: BountyId, round: number): void
  hasRevealed(bountyId: BountyId, round: number): boolean
  /** The one survivor digest signed in a session. */
  signedDigest(sessionId: Bytes): Bytes | undefined

  noteJoined(bountyId: BountyId): void
  noteEnded(bountyId: BountyId): void
  /** Bounties joined and not ended. */
  joined(): readonly BountyId[]
  noteCompleted(bountyId: BountyId, round: number, amountUnits: bigint): void
  isCompleted(bountyId: BountyId, round: number): boolean
  /** Sum of what the verified receipts of a bounty pay. */
  paidUnits(bountyId: BountyId): bigint
  /** What was decided first about a key, now or before: a second decision changes nothing. */
  decideOnce(about: DecidedAbout, key: string, value: string): string
  decided(about: DecidedAbout, key: string): string | undefined
  /** The latest head of the coordinator's log that this holder has seen: no later one may contradict it. */
  noteLogHead(head: secureDraw.LogHead): void
  logHead(): secureDraw.LogHead | undefined
  /** Up to where the holder's privacy ledger was seen: one that does not go on from there has forgotten. */
  noteLedger(mark: LedgerMark): void
  notedLedger(): LedgerMark | undefined
  /** Keeps what the coordinator signed about a session or a draw, as a document that others can check. */
  keepStatement(about: Bytes, kind: KeptStatement, statement: Bytes): void
  statementOf(about: Bytes, kind: KeptStatement): Bytes | undefined
  /** Keeps the proof that the coordinator signed two things that contradict each other; answers its path. */
  keepEvidence(about: Bytes, evidence: Bytes): string
  /** The signed head up to which this holder has followed the coordinator's log, as a note: a later one goes on from it. */
  keepHead(note: string): void
  keptHead(): string | undefined
  /** Keeps the proof that the coordinator's log was forked; answers its path. */
  keepFork(proof: Bytes): string
  /** Where such a proof is kept; undefined while there is none. */
  forkFile(): string | undefined
  /** Keeps a receipt; answers its path. */
  keepReceipt(bountyId: BountyId, round: number, receipt: Bytes): string

  /** Gives the folder back. */
  close(): void
}

/** A file of the state that cannot be read. */
export class AgentStateError extends Error {
  override readonly name = 'AgentStateError'
}

/**
 * Opens the state in `folder`, which is made when it is not there. `key` has 32 bytes and comes from the identity.
 *
 * @throws FolderInUseError when another agent works in it, AgentStateError when a file is damaged or another's.
 */
export function openAgentStore(folder: string, key: Bytes, random: RandomSource): AgentStore {
  const attempts = join(folder, 'attempts')
  const receipts = join(folder, 'receipts')
  const statements = join(folder, 'statements')
  for (const path of [folder, attempts, receipts, statements])
    mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const release = claimFolder(folder)
  try {
    const history = openMemory(join(folder, 'history.jsonl'), receipts)
    return {
      ...openAttempts(attempts, key, random),
      ...history,
      noteEnded: bountyId => {
        // First: one that is noted as ended is not come back to.
        removeFile(memoryFileOf(attempts, bountyId))
        history.noteEnded(bountyId)
      },
      ...openStatements(statements),
      ...openLogFiles(folder),
      close: release,
    }
  } catch (error) {
    release()
    throw error
  }
}

/** One file for each attempt, whatever the group: a holder is in one. */
function fileOf(
  folder: string,
  { bountyId, round, attempt }: Omit<AttemptRef, 'group'>,
  kind: 'state' | 'input' | 'memory',
): string {
  return join(folder, `${bountyId}-r${round}-a${attempt}.${kind}`)
}

function memoryFileOf(folder: string, bountyId: BountyId): string {
  return join(folder, `${bountyId}.memory`)
}

function openAttempts(folder: string, key: Bytes, random: RandomSource) {
  // Read anew each time: states in memory are wiped as they are used up.
  const unfinished = () =>
    readdirSync(folder)
      .filter(file => file.endsWith('.state'))
      .map(file => readRecord(folder, join(folder, file), key))
  unfinished()
  return {
    unfinished,
    save: (record: AttemptRecord) => {
      replaceFile(fileOf(folder, record.assignment.attempt, 'state'), sealRecord(record, key, random))
    },
    saveInput: (attempt: AttemptRef, packed: Bytes) => replaceFile(fileOf(folder, attempt, 'input'), packed),
    loadInput: (attempt: AttemptRef, inputHash: Bytes) => {
      const path = fileOf(folder, attempt, 'input')
      const packed = new Uint8Array(readFileSync(path))
      if (equalBytes(sha256(packed), inputHash)) return packed
      throw damaged(path)
    },
    erase: (attempt: AttemptRef) => {
      removeFile(fileOf(folder, attempt, 'state'))
      removeFile(fileOf(folder, attempt, 'input'))
      removeFile(fileOf(folder, attempt, 'memory'))
    },
    saveMemory: (attempt: AttemptRef, memory: NamedVectors) =>
      replaceFile(fileOf(folder, attempt, 'memory'), sealMemory(attempt.bountyId, memory, key, random)),
    keepMemory: (attempt: AttemptRef) => {
      const pending = fileOf(folder, attempt, 'memory')
      if (existsSync(pending)) moveFile(pending, memoryFileOf(folder, attempt.bountyId))
    },
    loadMemory: (bountyId: BountyId) => {
      const path = memoryFileOf(folder, bountyId)
      return existsSync(path) ? openMemoryFile(path, bountyId, readFileSync(path), key) : {}
    },
  }
}

function readRecord(folder: string, path: string, key: Bytes): AttemptRecord {
  const record = openRecord(path, readFileSync(path), key)
  // A file under another attempt's name was moved there by somebody.
  if (fileOf(folder, record.assignment.attempt, 'state') !== path) throw damaged(path)
  return record
}

const magic = utf8('parley/attempt/v1\0')
const memoryMagic = utf8('parley/memory/v1\0')
const nonceBytes = 24

function seal(kind: Bytes, contents: Bytes, key: Bytes, random: RandomSource): Bytes {
  const nonce = random.bytes(nonceBytes)
  const sealed = concat(kind, nonce, sealSecretbox(contents, nonce, key))
  contents.fill(0)
  return sealed
}

/** The contents of a file of this kind; undefined when it is another, or was sealed under another key. */
function unseal(kind: Bytes, file: Bytes, key: Bytes): Bytes | undefined {
  const nonce = new Uint8Array(file.subarray(kind.length, kind.length + nonceBytes))
  const isOurs = equalBytes(file.subarray(0, kind.length), kind) && nonce.length === nonceBytes
  return isOurs
    ? openSecretbox(new Uint8Array(file.subarray(kind.length + nonceBytes)), nonce, key)
    : undefined
}

function sealRecord(record: AttemptRecord, key: Bytes, random: RandomSource): Bytes {
  const state = secureClient.encodeMemberState(record.state)
  const contents = enc(utf8(JSON.stringify(headerOf(record))), state)
  state.fill(0)
  return seal(magic, contents, key, random)
}

function openRecord(path: string, file: Bytes, key: Bytes): AttemptRecord {
  const contents = unseal(magic, file, key)
  if (contents === undefined) throw damaged(path)
  const headerLength = new DataView(contents.buffer, contents.byteOffset).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(contents.subarray(4, 4 + headerLength))) as Header
  const state = secureClient.decodeMemberState(contents.subarray(8 + headerLength))
  contents.fill(0)
  return recordOf(header, state)
}

/** The bounty is sealed in: what was remembered of one is nothing to another. */
function sealMemory(bountyId: BountyId, memory: NamedVectors, key: Bytes, random: RandomSource): Bytes {
  const vectors = writeNamedVectors(memory)
  const contents = concat(fromHex(bountyId), vectors)
  vectors.fill(0)
  return seal(memoryMagic, contents, key, random)
}

function openMemoryFile(path: string, bountyId: BountyId, file: Bytes, key: Bytes): NamedVectors {
  const [contents, owner] = [unseal(memoryMagic, file, key), fromHex(bountyId)]
  if (contents === undefined || !equalBytes(contents.subarray(0, owner.length), owner))
    throw damaged(path, 'go on with nothing remembered of that bounty')
  const memory = readNamedVectors(contents.subarray(owner.length))
  contents.fill(0)
  return memory
}

function damaged(path: string, consequence = 'sit that round out'): AgentStateError {
  return new AgentStateError(
    `${path} is damaged or was written under another identity; move it away to ${consequence}`,
  )
}

interface Header {
  readonly attempt: AttemptRef
  readonly parameters: AggregationParameters
  readonly modelHash: string
  readonly modelBlob: string
  readonly registryVersion: number
  readonly registryRoot: string
  readonly deadlineMs: number
  readonly clipNorm?: number
  readonly inputHash: string
  readonly ownGroup?: {
    readonly partition: string
    readonly partitionSeed: string
    readonly members: readonly string[]
    readonly organisations: readonly (readonly string[])[]
  }
}

function headerOf({ assignment, inputHash, ownGroup }: AttemptRecord): Header {
  const { attempt, parameters, modelHash, modelBlob, registryVersion, registryRoot, deadlineMs } = assignment
  const { clipNorm } = assignment
  return {
    attempt,
    parameters,
    modelHash: toHex(modelHash),
    modelBlob: toHex(modelBlob),
    registryVersion,
    registryRoot: toHex(registryRoot),
    deadlineMs,
    ...(clipNorm === undefined ? {} : { clipNorm }),
    inputHash: inputHash === undefined ? '' : toHex(inputHash),
    ...(ownGroup === undefined
      ? {}
      : {
          ownGroup: {
            partition: toHex(ownGroup.partition),
            partitionSeed: toHex(ownGroup.partitionSeed),
            members: ownGroup.members.map(toHex),
            organisations: ownGroup.organisations,
          },
        }),
  }
}

function recordOf(header: Header, state: secureClient.MemberState): AttemptRecord {
  const { attempt, parameters, registryVersion, deadlineMs, clipNorm, ownGroup } = header
  return {
    assignment: {
      finished: false,
      attempt,
      parameters,
      modelHash: fromHex(header.modelHash),
      modelBlob: fromHex(header.modelBlob),
      registryVersion,
      registryRoot: fromHex(header.registryRoot),
      deadlineMs,
      ...(clipNorm === undefined ? {} : { clipNorm }),
    },
    state,
    inputHash: header.inputHash === '' ? undefined : fromHex(header.inputHash),
    ...(ownGroup === undefined
      ? {}
      : {
          ownGroup: {
            partition: fromHex(ownGroup.partition),
            partitionSeed: fromHex(ownGroup.partitionSeed),
            members: ownGroup.members.map(fromHex),
            organisations: ownGroup.organisations,
          },
        }),
  }
}

function openStatements(folder: string) {
  const fileFor = (about: Bytes, kind: KeptStatement | 'evidence') =>
    join(folder, `${toHex(about)}.${kind}.json`)
  return {
    keepStatement: (about: Bytes, kind: KeptStatement, statement: Bytes) =>
      replaceFile(fileFor(about, kind), statement),
    statementOf: (about: Bytes, kind: KeptStatement) => {
      const path = fileFor(about, kind)
      return existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined
    },
    keepEvidence: (about: Bytes, evidence: Bytes) => {
      const path = fileFor(about, 'evidence')
      replaceFile(path, evidence)
      return path
    },
  }
}

function openLogFiles(folder: string) {
  const head = join(folder, 'log-head.txt')
  const fork = join(folder, 'fork.json')
  return {
    keepHead: (note: string) => replaceFile(head, note),
    keptHead: () => (existsSync(head) ? readFileSync(head, 'utf8') : undefined),
    keepFork: (proof: Bytes) => {
      replaceFile(fork, proof)
      return fork
    },
    forkFile: () => (existsSync(fork) ? fork : undefined),
  }
}

function openMemory(path: string, receipts: string) {
  const history = openHistory(path)
  const find = <T>(select: (entry: (typeof history.entries)[number]) => T | undefined): T[] =>
    history.entries.map(select).filter(value => value !== undefined)
  const completed = (bountyId: BountyId) =>
    find(entry => (entry.kind === 'completed' && entry.bountyId === bountyId ? entry : undefined))
  const attemptsOf = (bountyId: BountyId) =>
    find(entry =>
      entry.kind === 'attempt' && entry.bountyId === bountyId
        ? { round: entry.round, attempt: entry.attempt }
        : undefined,
    )
  const has = (kind: 'joined' | 'ended', bountyId: BountyId) =>
    history.entries.some(entry => entry.kind === kind && entry.bountyId === bountyId)
  const hasRevealed = (bountyId: BountyId, round: number) =>
    history.entries.some(
      entry => entry.kind === 'revealed' && entry.bountyId === bountyId && entry.round === round,
    )
  const sessionSeen = (sessionId: Bytes) =>
    history.entries.some(entry => entry.kind === 'session' && entry.sessionId === toHex(sessionId))
  const signedDigest = (sessionId: Bytes) =>
    find(entry =>
      entry.kind === 'signed' && entry.sessionId === toHex(sessionId) ? fromHex(entry.digest) : undefined,
    )[0]
  const logHead = () => {
    const last = history.entries.findLast(entry => entry.kind === 'log-head')
    return last?.kind === 'log-head' ? { size: last.size, root: fromHex(last.root) } : undefined
  }
  const notedLedger = (): LedgerMark | undefined => {
    const last = history.entries.findLast(entry => entry.kind === 'ledger')
    return last?.kind === 'ledger' ? { lines: last.lines, chain: last.chain } : undefined
  }
  const decided = (about: DecidedAbout, key: string) =>
    find(entry =>
      entry.kind === 'decided' && entry.about === about && entry.key === key ? entry.value : undefined,
    )[0]
  return {
    decided,
    decideOnce: (about: DecidedAbout, key: string, value: string) => {
      const before = decided(about, key)
      if (before === undefined) history.add({ kind: 'decided', about, key, value })
      return before ?? value
    },
    noteLogHead: ({ size, root }: secureDraw.LogHead) => {
      if (size > (logHead()?.size ?? 0)) history.add({ kind: 'log-head', size, root: toHex(root) })
    },
    logHead,
    noteLedger: ({ lines, chain }: LedgerMark) => {
      if (notedLedger()?.chain !== chain) history.add({ kind: 'ledger', lines, chain })
    },
    notedLedger,
    noteAttempt: ({ bountyId, round, attempt }: AttemptRef) => {
      const known = attemptsOf(bountyId).some(entry => entry.round === round && entry.attempt === attempt)
      if (!known) history.add({ kind: 'attempt', bountyId, round, attempt })
    },
    latestAttempt: (bountyId: BountyId) =>
      attemptsOf(bountyId).reduce<AttemptPlace | undefined>(laterOf, undefined),
    noteSession: (sessionId: Bytes) => {
      if (!sessionSeen(sessionId)) history.add({ kind: 'session', sessionId: toHex(sessionId) })
    },
    sessionSeen,
    noteSigned: (sessionId: Bytes, digest: Bytes) => {
      const signed = signedDigest(sessionId)
      if (signed === undefined) {
        history.add({ kind: 'signed', sessionId: toHex(sessionId), digest: toHex(digest) })
      } else if (!equalBytes(signed, digest)) {
        throw new Error('a second survivor set was about to be signed in one session')
      }
    },
    signedDigest,
    noteRevealed: (bountyId: BountyId, round: number) => {
      if (!hasRevealed(bountyId, round)) history.add({ kind: 'revealed', bountyId, round })
    },
    hasRevealed,
    noteJoined: (bountyId: BountyId) => {
      if (!has('joined', bountyId)) history.add({ kind: 'joined', bountyId })
    },
    noteEnded: (bountyId: BountyId) => {
      if (!has('ended', bountyId)) history.add({ kind: 'ended', bountyId })
    },
    joined: () =>
      find(entry => (entry.kind === 'joined' && !has('ended', entry.bountyId) ? entry.bountyId : undefined)),
    noteCompleted: (bountyId: BountyId, round: number, amountUnits: bigint) => {
      if (completed(bountyId).some(entry => entry.round === round)) return
      history.add({ kind: 'completed', bountyId, round, amountUnits: `${amountUnits}` })
    },
    isCompleted: (bountyId: BountyId, round: number) =>
      completed(bountyId).some(entry => entry.round === round),
    paidUnits: (bountyId: BountyId) =>
      completed(bountyId).reduce((sum, { amountUnits }) => sum + BigInt(amountUnits), 0n),
    keepReceipt: (bountyId: BountyId, round: number, receipt: Bytes) => {
      const file = join(receipts, `${bountyId.slice(0, 8)}-round-${round}.json`)
      replaceFile(file, receipt)
      return file
    },
  }
}

function laterOf(latest: AttemptPlace | undefined, place: AttemptPlace): AttemptPlace {
  return latest === undefined || isLater(place, latest) ? place : latest
}

/** Whether `place` comes after `other` in the order of rounds and attempts. */
export function isLater(place: AttemptPlace, other: AttemptPlace): boolean {
  return place.round > other.round || (place.round === other.round && place.attempt > other.attempt)
}
