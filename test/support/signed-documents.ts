/** One of each document that can be verified, sound, with what its examiner knows. */

import {
  drawPlace,
  encodeFault,
  holderFault,
  seedCommitmentSaid,
  twoMessages,
} from '../../aggregation/faults/index.ts'
import {
  bitmapOf,
  buildMerkleTree,
  consistencyProof,
  encodeRoundReceipt,
  formatCheckpoint,
  fromHex,
  inclusionPath,
  issueRoundReceipt,
  merkleRoot,
  type RoundLeaf,
  type Signer,
  secureDraw,
  sha256,
  signerFromSeed,
  signNote,
  toHex,
  unsafeFixedRandom,
  utf8,
} from '../../aggregation/index.ts'
import {
  encodeEvidenceDocument,
  makeEvidence,
  signedStatement,
  survivorsStatement,
} from '../../aggregation/secure/index.ts'
import * as server from '../../aggregation/secure/server/index.ts'
import { survivorsPayload } from '../../aggregation/secure/signing.ts'
import { encodeFork, makeFork } from '../../aggregation/transparency/index.ts'
import {
  auditBundleType,
  auditEvent,
  auditLeaf,
  batchRootOf,
  bundledBatch,
  encodeAuditBundle,
  encodeAuditEvent,
  signAuditBundle,
} from '../../protos/audit/index.ts'
import { encodeCertificate, lineageFrom, makeCertificate, signLineage } from '../../protos/lineage/index.ts'
import {
  type BountyLog,
  bountyLogType,
  decodeMarketLeaf,
  encodeBountyLog,
} from '../../protos/market-log/index.ts'
import { encodeTestRecord } from '../../protos/test-record.ts'
import { type ExamineOptions, examine } from '../../verifier/index.ts'
import { groupOf, maskAll } from '../aggregation/secure/group.ts'
import { plainStory, type Story } from './bounty-story.ts'
import { shownRecord } from './test-records.ts'

export const coordinator: Signer = signerFromSeed(sha256(utf8('the coordinator of documents')))
const auditor: Signer = signerFromSeed(sha256(utf8('the auditor of documents')))
export const origin = 'parley/documents'
const coordinatorKey = toHex(coordinator.publicKey)

export interface SignedDocument {
  readonly name: string
  readonly bytes: Uint8Array
  readonly options: ExamineOptions
  /** What the verifier says of these bytes in its place; throws `DocumentError` for what it cannot read. */
  examine(bytes: Uint8Array): ReturnType<typeof examine>
}

export function signedHead(leaves: readonly Uint8Array[], signer = coordinator): string {
  const head = { origin, size: leaves.length, root: merkleRoot(leaves) }
  return signNote(formatCheckpoint(head), origin, signer)
}

/** The story's leaves in a log with others between them. */
export function logOf(story: Story, signer = coordinator): BountyLog {
  const size = story.leaves.at(-1)!.index + 3
  const all = Array.from({ length: size }, (_, i) => utf8(`leaf ${i} of another bounty`))
  for (const { index, body } of story.leaves) all[index] = body
  const tree = buildMerkleTree(all)
  return {
    type: bountyLogType,
    bountyId: story.bountyId,
    terms: new TextDecoder().decode(story.terms),
    leaves: story.leaves.map(({ index, body }) => ({
      index,
      leaf: new TextDecoder().decode(body),
      path: inclusionPath(tree, index).map(toHex),
    })),
    checkpoint: signedHead(all, signer),
  }
}

/** The certificate of a story that has ended. */
export function certificateOf(story: Story, signer = coordinator) {
  const told = lineageFrom(story.terms, story.leaves, signer.publicKey)
  if (told.kind === 'untold') throw new Error(told.detail)
  const made = makeCertificate(logOf(story, signer), signer.publicKey, signLineage(told.lineage, signer))
  if (made.kind === 'refused') throw new Error(made.detail)
  return made
}

function receiptOf({ leaves, checkpoint }: BountyLog): Uint8Array {
  for (const { index, leaf, path } of leaves) {
    const read = decodeMarketLeaf(utf8(leaf))
    if (read.kind !== 'leaf' || read.leaf.kind !== 'round') continue
    const treeSize = Number(checkpoint.split('\n')[1])
    const proof = { index, treeSize, path: path.map(fromHex), checkpoint }
    return encodeRoundReceipt(issueRoundReceipt('birch', read.leaf as RoundLeaf, proof))
  }
  throw new Error('the story has no round')
}

function evidenceBytes(): Uint8Array {
  const group = groupOf(7)
  const { server: certifying } = maskAll(group)
  const whole = server.survivorSetFor(certifying, 1)
  const smaller = { ...whole, survivors: bitmapOf([1, 2, 3, 4, 5], 7) }
  const signature = group.coordinator.sign(survivorsPayload(certifying.sharersHash, smaller))
  const [ours, theirs] = [whole, { ...smaller, signature }].map(set =>
    signedStatement(survivorsStatement(set, certifying.sharersHash), group.coordinator.publicKey),
  )
  const made = makeEvidence(ours!, theirs!)
  if (made.kind !== 'evidence') throw new Error(made.fault)
  return encodeEvidenceDocument(made.evidence)
}

function faultBytes(): Uint8Array {
  const { context, signers } = groupOf(5)
  const random = unsafeFixedRandom('two seeds')
  const settings = { minimumCohort: 3, groupSize: 3 }
  const [one, other] = [0, 1].map(() =>
    seedCommitmentSaid(secureDraw.commitSeed(context, settings, signers[1]!, random).message),
  )
  return encodeFault(holderFault(signers[1]!.publicKey, twoMessages(drawPlace(context), one!, other!)))
}

function forkBytes(): Uint8Array {
  const [theirs, ours] = ['theirs', 'ours'].map(whose =>
    Array.from({ length: 11 }, (_, i) => utf8(i < 4 ? `leaf ${i}` : `leaf ${i}, ${whose}`)),
  ) as [Uint8Array[], Uint8Array[]]
  const made = makeFork(coordinator.publicKey, signedHead(theirs.slice(0, 6)), signedHead(ours), {
    root: merkleRoot(ours.slice(0, 6)),
    proof: consistencyProof(buildMerkleTree(ours), 6),
  })
  if (made.kind !== 'made') throw new Error(made.reason)
  return encodeFork(made.fork)
}

/** Two batches in the log: one whole, of the other the events of one key would be chosen. */
function auditBytes(keyId: string): Uint8Array {
  const key = (letter: string) => letter.repeat(32)
  const batches = [
    ['a', 'b', 'a'],
    ['b', 'a'],
  ].map((keys, i) => {
    const events = keys.map((letter, at) =>
      auditEvent({ atMs: 100 * i + at, kind: 'request-accepted', organisation: 'elm', keyId: key(letter) }),
    )
    const batch = { number: i + 1, count: events.length, root: batchRootOf(events.map(encodeAuditEvent)) }
    return { batch, events, leaf: auditLeaf(batch) }
  })
  const leaves = [utf8('first'), ...batches.map(({ leaf }) => leaf)]
  const tree = buildMerkleTree(leaves)
  const bundle = {
    type: auditBundleType,
    coordinatorKey,
    about: { sinceMs: 0, untilMs: 1_000, keyId },
    batches: batches.flatMap(({ batch, events }, i) => {
      const place = { leafIndex: i + 1, path: inclusionPath(tree, i + 1).map(toHex) }
      const bundled = bundledBatch({ ...batch, ...place }, events, one => keyId === '' || one.keyId === keyId)
      return bundled === undefined ? [] : [bundled]
    }),
    checkpoint: signedHead(leaves),
    exporter: { organisation: 'auditors', key: toHex(auditor.publicKey), atMs: 5_000 },
  } as const
  return encodeAuditBundle(signAuditBundle(bundle, auditor))
}

export function signedDocuments(): readonly SignedDocument[] {
  const story = plainStory()
  const log = logOf(story)
  const logBytes = encodeBountyLog(log)
  const { settlement } = story.state()
  const document = (name: string, bytes: Uint8Array, options: ExamineOptions): SignedDocument => ({
    name,
    bytes,
    options,
    examine: changed => examine(changed, options),
  })
  const known = { coordinatorKey }
  return [
    document('receipt', receiptOf(log), known),
    document('bounty log', logBytes, known),
    document('settlement', settlement!, { ...known, log: logBytes }),
    {
      name: 'log beside a settlement',
      bytes: logBytes,
      options: known,
      examine: changed => examine(settlement!, { ...known, log: changed }),
    },
    document('certificate', encodeCertificate(certificateOf(story).certificate), known),
    document('evidence', evidenceBytes(), {}),
    document('fault', faultBytes(), {}),
    document('fork', forkBytes(), {}),
    document('audit', auditBytes(''), known),
    document('audit of one key', auditBytes('a'.repeat(32)), known),
    document('test record', encodeTestRecord(shownRecord(4)), {}),
  ]
}
