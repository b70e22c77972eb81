/** A key to take the place of the present one, in a file of its own: sealed there, or made in a vault or on a token. */
import { existsSync } from 'node:fs'
import { keyIdOf, toHex } from '../../aggregation/index.ts'
import { createFile, moveFile } from '../durable-files.ts'
import { placeOf, type SignerPlace, type Signers, signerDocumentText } from '../signers/index.ts'
import { descriptionOf, type KeyFile } from './key-file.ts'
import type { NextKeyOptions } from './key-ring.ts'
import { createKeystore } from './keystore-file.ts'

export interface KeyMaking extends NextKeyOptions {
  readonly fileOf: (keyId: string) => string
  readonly present: KeyFile
  readonly passphrase: string
  readonly signers: Signers
}

/** The id of the new key. Throws `KeystoreError` and `SignerError`. */
export function makeNextKey(making: KeyMaking): string {
  const { present } = making
  const place = making.place ?? (present.kind === 'keystore' ? 'file' : placeOf(present.document))
  return place === 'file' ? makeKeystore(making) : makeElsewhere(making, place)
}

/** A new key under the same passphrase. */
function makeKeystore({ fileOf, present, passphrase, random, cost }: KeyMaking): string {
  const aside = fileOf(`${toHex(random.bytes(8))}.made`)
  const made = createKeystore(aside, {
    passphrase,
    description: descriptionOf(present),
    random,
    ...(cost === undefined ? {} : { cost }),
  })
  const keyId = toHex(keyIdOf(made.label.publicKey))
  moveFile(aside, fileOf(keyId))
  return keyId
}

function makeElsewhere({ fileOf, present, signers, random }: KeyMaking, place: SignerPlace): string {
  const isKnown = (publicKey: Uint8Array) => existsSync(fileOf(toHex(keyIdOf(publicKey))))
  const { document } = signers.provide(place, { description: descriptionOf(present), isKnown, random })
  const keyId = toHex(keyIdOf(Buffer.from(document.publicKey, 'hex')))
  createFile(fileOf(keyId), signerDocumentText(document))
  return keyId
}
