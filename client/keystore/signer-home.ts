/**
 * A home whose key lies in a vault or on a token from the first day. What a home derives (the sealed state of the agent, the box that
 * models are delivered in) needs a seed, which a vault never gives away: it comes from a keystore in `keys/` that signs nothing.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fromHex, keyIdOf, toHex } from '../../aggregation/index.ts'
import { createFile, moveFile } from '../durable-files.ts'
import { type Provided, type SignerPlace, type Signers, signerDocumentText } from '../signers/index.ts'
import { createKeystore, KeystoreError, type NewKeystore } from './keystore-file.ts'
import { writeRing } from './ring-file.ts'

export interface NewSignerHome extends NewKeystore {
  readonly place: SignerPlace
  readonly signers: Signers
}

/** Writes the keystore to derive from, the ring, and the signer document as `file`. Throws `KeystoreError` and `SignerError`. */
export function createSignerHome(file: string, options: NewSignerHome): Provided {
  const { place, signers, description, random } = options
  const folder = join(dirname(file), 'keys')
  for (const taken of [file, join(folder, 'ring.json')])
    if (existsSync(taken))
      throw new KeystoreError(
        'exists',
        taken,
        `${taken} exists already; choose another home or move it away first`,
      )
  // First, because this is what may fail; done again it takes up the same key.
  const provided = signers.provide(place, { description, isKnown: () => false, random })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const aside = join(folder, `${toHex(random.bytes(8))}.made.json`)
  const { label } = createKeystore(aside, { ...options, description: 'derives secrets, signs nothing' })
  const derivedFrom = toHex(keyIdOf(label.publicKey))
  moveFile(aside, join(folder, `${derivedFrom}.json`))
  const keyId = toHex(keyIdOf(fromHex(provided.document.publicKey)))
  writeRing(join(folder, 'ring.json'), { version: 1, derivedFrom, keys: [{ keyId, version: 1 }] })
  // Commit point.
  createFile(file, signerDocumentText(provided.document))
  return provided
}
