/** The registry of identities, as of any version: one entry for each key that had been added and not removed. */
import { compareBytes, type RegistryLookup, type Signer, toHex } from '../../aggregation/index.ts'
import { registryRoot, registrySigningBytes } from '../../protos/registry.ts'
import type { Member, Registry } from '../../protos/types.ts'
import type { KeyOwner, KeyRecord } from './key-states.ts'

/** The registry of now, with what is needed to make any earlier one of it. */
export function registryOf(
  keys: readonly KeyRecord[],
  memberOf: (owner: KeyOwner) => Member,
  signer: Signer,
): Registry {
  const inOrder = [...keys].sort((a, b) => compareBytes(a.publicKey, b.publicKey))
  const entryOf = (key: KeyRecord): Member => ({
    ...memberOf(key),
    identityKey: key.publicKey,
    enrolledAtMs: key.registeredAtMs,
    addedIn: key.addedIn,
    ...(key.removedIn === 0 ? {} : { removedIn: key.removedIn }),
  })
  const members = inOrder.filter(({ removedIn }) => removedIn === 0).map(entryOf)
  const removed = inOrder.filter(({ removedIn }) => removedIn !== 0).map(entryOf)
  const version = Math.max(0, ...keys.map(({ addedIn, removedIn }) => Math.max(addedIn, removedIn)))
  const root = registryRoot(members)
  return { version, root, members, signature: signer.sign(registrySigningBytes(version, root)), removed }
}

/** Identity key to organisation in a version of the registry, for rosters: holders only. */
export function holdersAt(keys: readonly KeyRecord[], version: number): RegistryLookup {
  const holders = new Map(
    keys
      .filter(({ addedIn, removedIn }) => addedIn <= version && (removedIn === 0 || removedIn > version))
      .filter(({ role }) => role === 'holder')
      .map(({ publicKey, organisation }) => [toHex(publicKey), organisation]),
  )
  return identityKey => holders.get(toHex(identityKey))
}
