/** The registry of identities as this holder has verified it. */
import { compareBytes, equalBytes, type RegistryLookup, toHex } from '../../aggregation/index.ts'
import { isSignedRegistry, registryRoot } from '../../protos/registry.ts'
import type { Bytes, Member, Registry } from '../../protos/types.ts'

/** A registry whose root and signature hold. */
export interface KnownRegistry {
  readonly version: number
  readonly root: Bytes
  readonly members: readonly Member[]
  /** As the coordinator tells it, of what earlier versions had: believed only where a root bears it out. */
  readonly removed: readonly Member[]
}

/** The registry, or undefined when it is not what the coordinator's key signed. */
export function verifyRegistry(registry: Registry, coordinatorKey: Bytes): KnownRegistry | undefined {
  if (!isSignedRegistry(registry, coordinatorKey)) return undefined
  const { version, root, members, removed } = registry
  return { version, root, members, removed }
}

/**
 * What `registry` had at an earlier version: each entry says with which version it came and went, and the root tells whether that
 * is true. Undefined when it is not.
 */
export function registryAt(registry: KnownRegistry, version: number, root: Bytes): KnownRegistry | undefined {
  if (version > registry.version) return undefined
  const all = [...registry.members, ...registry.removed]
  if (all.some(({ addedIn }) => addedIn === undefined)) return enrolledUntil(registry, version, root)
  const members = all.filter(
    ({ addedIn = 0, removedIn = 0 }) => addedIn <= version && (removedIn === 0 || removedIn > version),
  )
  return equalBytes(registryRoot(members), root) ? { version, root, members, removed: [] } : undefined
}

/**
 * The same from a coordinator that does not tell: enrolment adds members one at a time, so an earlier registry is the first so many
 * in the order of enrolment.
 */
function enrolledUntil(registry: KnownRegistry, version: number, root: Bytes): KnownRegistry | undefined {
  const ordered = [...registry.members].sort(
    (left, right) =>
      left.enrolledAtMs - right.enrolledAtMs || compareBytes(left.identityKey, right.identityKey),
  )
  const fewest = Math.max(0, ordered.length - (registry.version - version))
  for (let count = ordered.length; count >= fewest; count--) {
    const members = ordered.slice(0, count)
    if (equalBytes(registryRoot(members), root)) return { version, root, members, removed: [] }
  }
  return undefined
}

/** Looks up holders: nobody else may be in a roster. */
export function holdersOf(registry: KnownRegistry): RegistryLookup {
  const holders = new Map(
    registry.members
      .filter(({ role }) => role === 'holder')
      .map(({ identityKey, organisation }) => [toHex(identityKey), organisation]),
  )
  return identityKey => holders.get(toHex(identityKey))
}
