/** The one file form of a fault: canonical JSON whose every field has a shape, read strictly. */
import {
  canonicalJson,
  constantShape,
  countShape,
  hexShape,
  readDocument,
  type Shape,
  textShape,
  utf8,
  valueShape,
} from '../crypto/index.ts'
import { largestGroup } from '../secure/graph.ts'
import type { Bytes } from '../secure/messages.ts'
import type { FaultProof, HolderFault } from './fault.ts'
import type { Place } from './places.ts'
import type { HolderStatement } from './statements.ts'

/** Bytes of the largest document: a dealing in a neighbourhood of thousands, with the shares that open it. */
const documentBytes = 2 * 1024 * 1024

const mostHolders = 4096
/** Nodes of the longest path: a tree has fewer than 2^32 leaves. */
const longestPath = 32

const hash = hexShape(32)
const signature = hexShape(64)
const path: Shape = { kind: 'list', most: longestPath, item: hash }
const line = textShape(/^[^\r\n]{0,256}$/u, 'must be one line of at most 256 characters')

function naturalShape(least: number, most: number): Shape {
  return valueShape(
    `must be a whole number from ${least} to ${most}`,
    found => typeof found === 'number' && Number.isInteger(found) && found >= least && found <= most,
  )
}

function hexUpTo(bytes: number): Shape {
  return textShape(
    new RegExp(`^([0-9a-f]{2}){0,${bytes}}$`),
    `must be at most ${bytes} bytes in lower-case hex`,
  )
}

const u32Shape = naturalShape(0, 0xffffffff)
const index = naturalShape(1, largestGroup)

function object(fields: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'object', fields }
}

const roundNames = {
  bountyId: hash,
  round: countShape,
  attempt: u32Shape,
  parametersHash: hash,
  modelHash: hash,
  registryVersion: countShape,
  registryRoot: hash,
}
const groupNames = { ...roundNames, group: u32Shape, partition: hash }

const placeShapes: Readonly<Record<Place['kind'], Shape>> = {
  draw: object({ kind: constantShape('draw'), ...roundNames }),
  attempt: object({ kind: constantShape('attempt'), ...groupNames }),
  session: object({
    kind: constantShape('session'),
    ...groupNames,
    rosterRoot: hash,
    rosterSize: index,
  }),
  bounty: object({ kind: constantShape('bounty'), bountyId: hash }),
}

function statementShape(kind: HolderStatement['kind'], fields: Readonly<Record<string, Shape>>): Shape {
  return object({ kind: constantShape(kind), ...fields, signature })
}

const auditOpening = statementShape('audit-opening', {
  datasetRoot: hash,
  examples: u32Shape,
  challenge: hash,
  index: u32Shape,
  record: hash,
  tree: hash,
  path,
})

const statementShapes: Readonly<Record<HolderStatement['kind'], Shape>> = {
  'seed-commitment': statementShape('seed-commitment', { commitment: hash }),
  advertisement: statementShape('advertisement', { channelKey: hash, maskKey: hash, nonce: hash }),
  'key-shares': statementShape('key-shares', { selfSeedCommitment: hash, shareRoot: hash, boxesRoot: hash }),
  'masked-input': statementShape('masked-input', {
    sharersHash: hash,
    dimension: u32Shape,
    bits: naturalShape(0, 0xff),
    totalBytes: countShape,
    inputHash: hash,
  }),
  'survivor-signature': statementShape('survivor-signature', { digest: hash }),
  unmasking: statementShape('unmasking', { digest: hash, openedHash: hash }),
  'audit-opening': auditOpening,
}

const advertised = object({ channelKey: hash, maskKey: hash, nonce: hash, signature })

const dealing = object({
  index,
  selfSeedCommitment: hash,
  shareLeaves: { kind: 'list', least: 1, most: 2 * mostHolders, item: hash },
  boxesRoot: hash,
  signature,
})

function openings(holder: 'holder' | 'of'): Shape {
  const opened = object({ [holder]: index, share: hash, salt: hexShape(16) })
  return { kind: 'list', most: mostHolders, item: opened }
}

const call = object({
  environment: line,
  audience: line,
  keyVersion: countShape,
  unixMs: countShape,
  nonce: hexShape(16),
  sessionId: hexUpTo(32),
  sequence: countShape,
  idempotencyKey: line,
  body: hexUpTo(512),
  signature,
})

const message: Shape = { kind: 'choice', by: 'kind', options: statementShapes }

const proofShapes: Readonly<Record<FaultProof['kind'], Shape>> = {
  'two-signed-messages': object({
    kind: constantShape('two-signed-messages'),
    place: { kind: 'choice', by: 'kind', options: placeShapes },
    messages: { kind: 'list', least: 2, most: 2, item: message },
  }),
  'commitment-does-not-open': object({
    kind: constantShape('commitment-does-not-open'),
    place: placeShapes.draw,
    commitment: hash,
    signature,
    call,
  }),
  'inconsistent-shares': object({
    kind: constantShape('inconsistent-shares'),
    place: placeShapes.session,
    parameters: hexUpTo(1024),
    dealing,
    secret: {
      kind: 'choice',
      by: 'kind',
      options: {
        'self-seed': object({ kind: constantShape('self-seed') }),
        'mask-key': object({ kind: constantShape('mask-key'), advertised }),
      },
    },
    openings: openings('holder'),
  }),
  'own-share-altered': object({
    kind: constantShape('own-share-altered'),
    place: placeShapes.session,
    dealing,
    advertised,
    rosterPath: path,
    unmasking: object({
      digest: hash,
      selfShares: openings('of'),
      keyShares: openings('of'),
      signature,
    }),
  }),
  'failed-audit': object({
    kind: constantShape('failed-audit'),
    place: placeShapes.bounty,
    consent: object({ termsHash: hash, signature }),
    opening: auditOpening,
  }),
}

const faultShape = object({
  type: constantShape('parley/fault/v1'),
  identityKey: hash,
  proof: { kind: 'choice', by: 'kind', options: proofShapes },
})

/** The bytes of a fault's file. */
export function encodeFault(fault: HolderFault): Bytes {
  return utf8(canonicalJson(fault))
}

export type ReadFault =
  | { readonly kind: 'read'; readonly document: HolderFault }
  | { readonly kind: 'malformed'; readonly field: string; readonly problem: string }

/** Reads a fault's file, or names the field that is wrong. Whether it proves anything is for `verifyFault`. */
export function decodeFault(bytes: Bytes): ReadFault {
  const read = readDocument(bytes, documentBytes, faultShape)
  return read.kind === 'malformed' ? read : { kind: 'read', document: read.document as HolderFault }
}
