/**
 * The keys of one home: the keystore is the one that signs, and `keys/KEYID.json` beside it are the others, under the same
 * passphrase. A key that lies in a vault or on a token has a signer document in the place of its keystore. Every change is one file written whole, in an order in which a crash between two of them loses nothing: a new key's
 * file first, then the ring's note of it, then the call, then the keystore, then the note again.
 */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Identity, keyIdOf, type RandomSource, type Signer, toHex } from '../../aggregation/index.ts'
import { createFile, replaceFile } from '../durable-files.ts'
import { openSigners, type SignerPlace } from '../signers/index.ts'
import { openKeyFile, readKeyFile } from './key-file.ts'
import { KeystoreError, type NewKeystore } from './keystore-file.ts'
import { makeNextKey } from './next-key.ts'
import { type RingDocument, readRing, writeRing } from './ring-file.ts'

/** A signer with what its signatures say of its key. */
export interface VersionedSigner {
  readonly signer: Signer
  readonly keyVersion: number
}

/** A key that was made to take the place of the present one. */
export interface NextKey extends VersionedSigner {
  readonly keyId: string
}

export interface NextKeyOptions {
  readonly random: RandomSource
  /** What a guess at the passphrase costs. */
  readonly cost?: NewKeystore['cost']
  /** Where the key is to lie; where the present one does unless given. */
  readonly place?: SignerPlace | 'file'
}

export interface KeyRing {
  /** The key that signs now: another one after a swap, also one that another process made. */
  current(): VersionedSigner
  /** Signs as the present key; derives keys from the first keystore, so that nothing that was kept under them is lost. */
  readonly identity: Identity
  /** The signer of the first key: for what others know this home by, whatever turns over. */
  first(): Signer
  /** The signer of any key of the ring. Opening an older one takes as long as its passphrase is strong. */
  find(publicKey: Uint8Array): Signer | undefined
  findById(keyId: string): VersionedSigner | undefined
  /** The key that waits to take over, if any. */
  next(): NextKey | undefined
  /** Makes the next key's file and notes it; where one waits already, that one, under this version. */
  prepareNext(version: number, options: NextKeyOptions): NextKey
  /** Gives the keystore's place to another key of the ring; a next key waits no longer. */
  swapTo(keyId: string): void
  /** Signs as the next key while `work` runs, and no longer: to ask whether it took over already. */
  asNext<T>(work: () => Promise<T>): Promise<T>
  /** The version of the present key, where the coordinator says that it is not the first of its member. */
  noteVersion(version: number): void
  /** The next key comes to nothing. Its file stays. */
  dropNext(): void
  /**
   * Looks whether the keystore was replaced, by another process or by hand, and takes up what it says; answers whether another key signs
   * now. Throws `KeystoreError`.
   */
  reload(): boolean
}

const idOf = (publicKey: Uint8Array) => toHex(keyIdOf(publicKey))

/** Opens the ring of a keystore. Throws `KeystoreError`, and what it opens `SignerError`. */
export function openKeyRing(
  keystoreFile: string,
  passphrase: string,
  signers = openSigners({ env: {} }),
): KeyRing {
  const folder = join(dirname(keystoreFile), 'keys')
  const ringFile = join(folder, 'ring.json')
  const fileOf = (keyId: string) => join(folder, `${keyId}.json`)
  const opened = new Map<string, Identity>()

  let present = readKeyFile(keystoreFile)
  let signerId = remember(openKeyFile(keystoreFile, present, passphrase, signers))
  let ring = settled(signerId)

  function remember(identity: Identity): string {
    const keyId = idOf(identity.signer.publicKey)
    opened.set(keyId, identity)
    return keyId
  }

  /** The ring as it stands while this key signs; a swap whose note was cut off is noted. */
  function settled(keyId: string): RingDocument {
    const found = readRing(ringFile)
    if (found === undefined) {
      const own = { keyId, version: 1 }
      return { version: 1, derivedFrom: keyId, keys: [own] }
    }
    if (found.keys.every(key => key.keyId !== keyId))
      throw new KeystoreError(
        'corrupted',
        ringFile,
        `${ringFile} does not know the key in ${keystoreFile}: put the keystore of this home back, or move the folder ${folder} away`,
      )
    if (found.next?.keyId !== keyId) return found
    const { next: _, ...rest } = found
    writeRing(ringFile, rest)
    return rest
  }

  function open(keyId: string): Identity {
    const known = opened.get(keyId)
    if (known !== undefined) return known
    const file = fileOf(keyId)
    const identity = openKeyFile(file, readKeyFile(file), passphrase, signers)
    if (idOf(identity.signer.publicKey) !== keyId)
      throw new KeystoreError('corrupted', file, `${file} holds another key than its name says; restore it`)
    opened.set(keyId, identity)
    return identity
  }

  const versionOf = (keyId: string) => ring.keys.find(key => key.keyId === keyId)?.version
  // Where no key of this home was ever in a file, secrets are derived from a keystore that signs nothing.
  const firstId = () => (versionOf(ring.derivedFrom) === undefined ? ring.keys[0]!.keyId : ring.derivedFrom)

  function findById(keyId: string): VersionedSigner | undefined {
    const keyVersion = versionOf(keyId)
    return keyVersion === undefined ? undefined : { signer: open(keyId).signer, keyVersion }
  }

  function nextKey(): NextKey | undefined {
    if (ring.next === undefined) return undefined
    const { keyId, version } = ring.next
    return { keyId, signer: open(keyId).signer, keyVersion: version }
  }

  function note(changed: RingDocument): void {
    writeRing(ringFile, changed)
    ring = changed
  }

  const withoutNext = ({ next: _, ...rest }: RingDocument): RingDocument => rest

  return {
    current: () => ({ signer: open(signerId).signer, keyVersion: versionOf(signerId)! }),
    identity: {
      get signer() {
        return open(signerId).signer
      },
      deriveKey: purpose => open(ring.derivedFrom).deriveKey(purpose),
    },
    first: () => open(firstId()).signer,
    find: publicKey => findById(idOf(publicKey))?.signer,
    findById,
    next: nextKey,
    prepareNext(version, options) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      // The present key keeps a file of its own when the keystore becomes another's.
      createFile(fileOf(signerId), present.text)
      const keyId = ring.next?.keyId ?? makeNextKey({ ...options, fileOf, present, passphrase, signers })
      const keys = [...ring.keys.filter(key => key.keyId !== keyId), { keyId, version }]
      note({ ...ring, keys, next: { keyId, version } })
      return nextKey()!
    },
    swapTo(keyId) {
      if (versionOf(keyId) === undefined) throw new Error(`the ring has no key ${keyId}`)
      open(keyId)
      const found = readKeyFile(fileOf(keyId))
      replaceFile(keystoreFile, found.text)
      // Commit point.
      present = found
      signerId = keyId
      note(withoutNext(ring))
    },
    async asNext(work) {
      const before = signerId
      signerId = ring.next?.keyId ?? before
      try {
        return await work()
      } finally {
        signerId = before
      }
    },
    noteVersion(version) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      note({ ...ring, keys: ring.keys.map(key => (key.keyId === signerId ? { ...key, version } : key)) })
    },
    dropNext() {
      if (ring.next === undefined) return
      const { keyId } = ring.next
      note(withoutNext({ ...ring, keys: ring.keys.filter(key => key.keyId !== keyId) }))
    },
    reload() {
      const found = readKeyFile(keystoreFile)
      ring = readRing(ringFile) ?? ring
      if (found.text === present.text) return false
      const keyId = remember(openKeyFile(keystoreFile, found, passphrase, signers))
      ring = settled(keyId)
      const isSwapped = keyId !== signerId
      signerId = keyId
      present = found
      return isSwapped
    },
  }
}
