/**
 * Where a holder spoke: a draw, an attempt, a session, a bounty. A signature binds the hash of its place; a place is that
 * hash's preimage, so that anyone can compute the hash and read in it which bounty and round the signature belongs to.
 * Bytes in lower-case hex.
 */
import { fromHex, toHex } from '../crypto/index.ts'
import { hashNamedAttempt, hashSession, type NamedAttempt } from '../secure/context.ts'
import { type DrawContext, hashNamedDraw, type NamedDraw } from '../secure/draw/partition.ts'
import type { Bytes } from '../secure/messages.ts'
import { type AttemptContext, hashParameters } from '../secure/parameters.ts'
import type { Session } from '../secure/roster.ts'

interface RoundNames {
  readonly bountyId: string // 32 bytes
  readonly round: number
  readonly attempt: number
  readonly parametersHash: string // 32 bytes
  readonly modelHash: string // 32 bytes
  readonly registryVersion: number
  readonly registryRoot: string // 32 bytes
}

interface GroupNames extends RoundNames {
  readonly group: number
  readonly partition: string // 32 bytes
}

export interface DrawPlace extends RoundNames {
  readonly kind: 'draw'
}

export interface AttemptPlace extends GroupNames {
  readonly kind: 'attempt'
}

export interface SessionPlace extends GroupNames {
  readonly kind: 'session'
  readonly rosterRoot: string // 32 bytes
  readonly rosterSize: number
}

export interface BountyPlace {
  readonly kind: 'bounty'
  readonly bountyId: string // 32 bytes
}

export type Place = DrawPlace | AttemptPlace | SessionPlace | BountyPlace

function roundNames({ taskId, round, attempt, parameters, modelHash, registry }: DrawContext): RoundNames {
  return {
    bountyId: toHex(taskId),
    round,
    attempt,
    parametersHash: toHex(hashParameters(parameters)),
    modelHash: toHex(modelHash),
    registryVersion: registry.version,
    registryRoot: toHex(registry.root),
  }
}

export function drawPlace(context: DrawContext): DrawPlace {
  return { kind: 'draw', ...roundNames(context) }
}

export function attemptPlace(context: AttemptContext): AttemptPlace {
  const { group, partition } = context
  return { kind: 'attempt', ...roundNames(context), group, partition: toHex(partition) }
}

/** The session that a roster makes of an attempt. */
export function sessionPlace(
  context: AttemptContext,
  { rosterRoot, size }: Pick<Session, 'rosterRoot' | 'size'>,
): SessionPlace {
  return {
    ...attemptPlace(context),
    kind: 'session',
    rosterRoot: toHex(rosterRoot),
    rosterSize: size,
  }
}

/** The attempt that a session belongs to. */
export function attemptOf({ rosterRoot, rosterSize, ...names }: SessionPlace): AttemptPlace {
  return { ...names, kind: 'attempt' }
}

export function bountyPlace(bountyId: Bytes): BountyPlace {
  return { kind: 'bounty', bountyId: toHex(bountyId) }
}

/** The 32 bytes that signatures made at a place bind. */
export function nameOfPlace(place: Place): Bytes {
  switch (place.kind) {
    case 'bounty':
      return fromHex(place.bountyId)
    case 'draw':
      return hashNamedDraw(namedDraw(place))
    case 'attempt':
      return hashNamedAttempt(namedAttempt(place))
    case 'session':
      return hashSession(hashNamedAttempt(namedAttempt(place)), fromHex(place.rosterRoot), place.rosterSize)
    default:
      return place satisfies never
  }
}

function namedDraw(names: RoundNames): NamedDraw {
  return {
    taskId: fromHex(names.bountyId),
    round: names.round,
    attempt: names.attempt,
    parametersHash: fromHex(names.parametersHash),
    modelHash: fromHex(names.modelHash),
    registry: { version: names.registryVersion, root: fromHex(names.registryRoot) },
  }
}

function namedAttempt(names: GroupNames): NamedAttempt {
  return { ...namedDraw(names), group: names.group, partition: fromHex(names.partition) }
}
