import { concat, enc, equalBytes, taggedHash, taggedHashOfSecret, u16, u32, u64 } from '../crypto/index.ts'
import type { Bytes } from './messages.ts'
import { type AttemptContext, hashParameters } from './parameters.ts'

/** The partition of a cohort that is not divided. */
export const undividedCohort: Bytes = new Uint8Array(32)

/** An attempt whose parameters are known by their hash alone: as much as its name is made of. */
export interface NamedAttempt extends Omit<AttemptContext, 'parameters'> {
  readonly parametersHash: Bytes // 32
}

/** ctx: everything that names one attempt, 32 bytes. */
export function hashContext({ parameters, ...context }: AttemptContext): Bytes {
  return hashNamedAttempt({ ...context, parametersHash: hashParameters(parameters) })
}

/** The same from the hash of the parameters. */
export function hashNamedAttempt(context: NamedAttempt): Bytes {
  requireLength('taskId', context.taskId)
  requireLength('partition', context.partition)
  requireLength('parametersHash', context.parametersHash)
  requireLength('modelHash', context.modelHash)
  requireLength('registry.root', context.registry.root)
  return taggedHash(
    'fedsa/v1/ctx',
    enc(
      context.taskId,
      u64(context.round),
      u32(context.attempt),
      u32(context.group),
      context.partition,
      context.parametersHash,
      context.modelHash,
      concat(u64(context.registry.version), context.registry.root),
    ),
  )
}

function requireLength(name: string, bytes: Bytes): void {
  if (bytes.length !== 32) throw new RangeError(`${name} has 32 bytes, not ${bytes.length}`)
}

/** sid: the context, the roster and its size, 32 bytes. Every mask and every share box is derived from it. */
export function hashSession(contextHash: Bytes, rosterRoot: Bytes, size: number): Bytes {
  return taggedHash('fedsa/v1/sid', enc(contextHash, rosterRoot, u32(size)))
}

/** The hash of U2, as members sign it. */
export function hashSharers(sessionId: Bytes, sharers: Bytes): Bytes {
  return taggedHash('fedsa/v1/u2', enc(sessionId, sharers))
}

/** D3: the one survivor set that a member signs in a session. */
export function hashSurvivors(
  sessionId: Bytes,
  sharersHash: Bytes,
  survivors: Bytes,
  inputsRoot: Bytes,
): Bytes {
  return taggedHash('fedsa/v1/u3', enc(sessionId, sharersHash, survivors, inputsRoot))
}

/** The commitment to a member's self seed, published with its shares. */
export function commitToSelfSeed(sessionId: Bytes, index: number, selfSeed: Bytes): Bytes {
  return taggedHashOfSecret('fedsa/v1/b', enc(sessionId, u16(index), selfSeed))
}

/** Leaf data of one member's input in the tree whose root members sign. */
export function inputLeaf(index: number, inputHash: Bytes): Bytes {
  return enc(u16(index), inputHash)
}

/** Whether two contexts name the same attempt. */
export function sameContext(left: AttemptContext, right: AttemptContext): boolean {
  return equalBytes(hashContext(left), hashContext(right))
}
