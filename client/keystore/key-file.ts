/** A key's file: a keystore, with the key sealed in it, or a signer document, which says where the key is. */
import { fromHex, type Identity, type KeystoreLabel } from '../../aggregation/index.ts'
import {
  checkSignerDocument,
  placeName,
  placeOf,
  type SignerDocument,
  type Signers,
} from '../signers/index.ts'
import { KeystoreError, openKeystoreText, readPrivately, showKeystoreText } from './keystore-file.ts'

/** What a key's file says without passphrase, vault or token. */
export type KeyFile =
  | { readonly kind: 'keystore'; readonly text: string; readonly label: KeystoreLabel }
  | { readonly kind: 'elsewhere'; readonly text: string; readonly document: SignerDocument }

/** Throws `KeystoreError`. */
export function readKeyFile(file: string): KeyFile {
  const text = readPrivately(file)
  const parsed = parse(text)
  if (typeof parsed !== 'object' || parsed === null || !('kind' in parsed))
    return { kind: 'keystore', text, label: showKeystoreText(file, text) }
  const checked = checkSignerDocument(parsed)
  if (checked.kind === 'checked') return { kind: 'elsewhere', text, document: checked.value }
  const field = checked.field || 'the document'
  throw new KeystoreError('corrupted', file, `${file}: ${field}: ${checked.message}; correct it`)
}

export function publicKeyOfFile(file: KeyFile): Uint8Array {
  return file.kind === 'keystore' ? file.label.publicKey : fromHex(file.document.publicKey)
}

export function descriptionOf(file: KeyFile): string {
  return file.kind === 'keystore' ? file.label.description : file.document.description
}

/** Throws `KeystoreError`. A key that is elsewhere is not asked for before it signs. */
export function openKeyFile(file: string, found: KeyFile, passphrase: string, signers: Signers): Identity {
  if (found.kind === 'keystore') return openKeystoreText(file, found.text, passphrase).identity
  const { document } = found
  return {
    signer: signers.open(document),
    deriveKey() {
      throw new KeystoreError(
        'not-found',
        file,
        `${file} names a key in ${placeName(placeOf(document))}, from which nothing can be derived: the keystore for that is in the folder keys of its home; put that folder back`,
      )
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
