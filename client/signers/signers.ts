/** The port behind which keys lie that no file of the home holds: a vault, a hardware token. */
import { fromHex, type RandomSource, type Signer, toHex } from '../../aggregation/index.ts'
import { checkedSigner } from './checked-signer.ts'
import { openHttpThread } from './http-thread.ts'
import { openPkcs11Token, type Pkcs11Token } from './pkcs11-token.ts'
import {
  type Pkcs11Place,
  placeName,
  placeOf,
  type SignerDocument,
  type SignerPlace,
  type VaultPlace,
} from './signer-document.ts'
import { SignerError } from './signer-error.ts'
import {
  latestVaultKey,
  makeVaultKey,
  rotateVaultKey,
  signAtVault,
  type VaultReach,
  vaultDeadlineMs,
} from './vault-transit.ts'

export interface Provided {
  readonly document: SignerDocument
  /** Whether it was made just now; else it was there and is taken up. */
  readonly isNew: boolean
}

/** All throw `SignerError`. */
export interface Signers {
  /** Touches nothing before it signs; each signature takes as long as the vault or token takes, and the thread stands still for it. */
  open(document: SignerDocument): Signer
  /**
   * A key at the place that is not among the known ones. One that is there is taken up, so that what was broken off after a key was
   * made goes on with that key; else one is made.
   */
  provide(place: SignerPlace, options: ProvideOptions): Provided
}

export interface ProvideOptions {
  readonly description: string
  readonly isKnown: (publicKey: Uint8Array) => boolean
  readonly random: RandomSource
}

export interface SignersOptions {
  /** Where VAULT_TOKEN and PARLEY_PIN are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly vaultDeadlineMs?: number
}

/** Nothing is loaded or started before it is used. */
export function openSigners({ env, vaultDeadlineMs: deadlineMs = vaultDeadlineMs }: SignersOptions): Signers {
  const reach: VaultReach = { http: openHttpThread(), env, deadlineMs }
  const tokens = new Map<string, Pkcs11Token>()

  function tokenOf(place: Pkcs11Place): Pkcs11Token {
    const name = JSON.stringify([place.module, place.tokenLabel, place.keyLabel, place.pinFile])
    const token = tokens.get(name) ?? openPkcs11Token(place, env)
    tokens.set(name, token)
    return token
  }

  function rawSign(document: SignerDocument): (message: Uint8Array) => Uint8Array {
    if (document.kind === 'vault')
      return message => signAtVault(document, document.keyVersion, message, reach)
    return message => tokenOf(document).sign(document.objectId, message)
  }

  return {
    open: document =>
      checkedSigner(placeName(placeOf(document)), fromHex(document.publicKey), rawSign(document)),
    provide: (place, options) =>
      place.kind === 'vault'
        ? provideAtVault(place, reach, options)
        : provideOnToken(place, tokenOf(place), options),
  }
}

function provideAtVault(
  place: VaultPlace,
  reach: VaultReach,
  { description, isKnown }: ProvideOptions,
): Provided {
  const found = latestVaultKey(place, reach)
  const isNew = found === undefined || isKnown(found.publicKey)
  if (found === undefined) makeVaultKey(place, reach)
  else if (isNew) rotateVaultKey(place, reach)
  const latest = isNew ? latestVaultKey(place, reach) : found
  if (latest === undefined || isKnown(latest.publicKey))
    throw new SignerError('wrong-answer', `${placeName(place)} made a key and does not show it`)
  const { publicKey, keyVersion } = latest
  return { document: { version: 1, ...place, publicKey: toHex(publicKey), description, keyVersion }, isNew }
}

function provideOnToken(
  place: Pkcs11Place,
  token: Pkcs11Token,
  { description, isKnown, random }: ProvideOptions,
): Provided {
  const [found, ...others] = token.keys().filter(({ publicKey }) => !isKnown(publicKey))
  if (others.length > 0)
    throw new SignerError(
      'refused',
      `${placeName(place)} has ${others.length + 1} keys that this home does not know: give each home a label of its own, or remove those that nobody uses`,
    )
  const { publicKey, ...rest } = found ?? token.makeKey(random)
  const document: SignerDocument = { version: 1, ...place, publicKey: toHex(publicKey), description, ...rest }
  return { document, isNew: found === undefined }
}
