/**
 * A signer document: where a key is that lies in no file of the home, in place of a keystore. It holds no secret; what it says of the
 * key is enough to check each signature that comes from there.
 */
import { isAbsolute } from 'node:path'
import { z } from 'zod'

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/,
    'must be 1 to 128 letters, digits, dots, hyphens or underscores, and begin with no dot',
  )
const label = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII')
const absoluteFile = z
  .string()
  .max(4_096)
  .refine(isAbsolute, 'must be an absolute path: copies of this document lie in other folders')

const vaultPlaceSchema = z.strictObject({
  kind: z.literal('vault'),
  /** Where its HTTP API is, such as https://vault.example.org:8200. */
  address: z
    .string()
    .max(2_048)
    .refine(isVaultAddress, 'must be https://HOST[:PORT] and nothing after it; http only for this machine'),
  namespace: z
    .string()
    .regex(/^[\w./-]{1,256}$/, 'must be 1 to 256 letters, digits, dots, hyphens, underscores or slashes')
    .optional(),
  /** Where the transit engine is mounted. */
  mount: z
    .string()
    .regex(
      /^[\w-][\w.-]{0,63}(\/[\w-][\w.-]{0,63}){0,7}$/,
      'must be the path of a transit engine, such as transit',
    ),
  key: name,
  /** PEM file of the authority that signed its certificate; else those that the system trusts. */
  ca: absoluteFile.optional(),
  /** File that holds the token, read at every signature; else the environment variable VAULT_TOKEN. */
  tokenFile: absoluteFile.optional(),
})

const pkcs11PlaceSchema = z.strictObject({
  kind: z.literal('pkcs11'),
  /** The library that the token came with. */
  module: absoluteFile,
  tokenLabel: label,
  keyLabel: label,
  /** File that holds the PIN; else the environment variable PARLEY_PIN. */
  pinFile: absoluteFile.optional(),
})

const ofKey = {
  version: z.literal(1),
  /** Hex. */
  publicKey: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
  description: z.string().max(1_000),
}

const placeSchema = z.discriminatedUnion('kind', [vaultPlaceSchema, pkcs11PlaceSchema])

const documentSchema = z.discriminatedUnion('kind', [
  vaultPlaceSchema.extend({
    ...ofKey,
    /** Which version of the vault's key. */
    keyVersion: z.number().int().min(1).max(0x7fff_ffff),
  }),
  pkcs11PlaceSchema.extend({
    ...ofKey,
    /** CKA_ID of the pair, hex; absent where the token has none for it. */
    objectId: z
      .string()
      .regex(/^([0-9a-f]{2}){1,64}$/, 'must be lower-case hex digits, two for each byte')
      .optional(),
  }),
])

/** Where keys may be made: a key of a vault, a label on a token. */
export type VaultPlace = z.infer<typeof vaultPlaceSchema>
export type Pkcs11Place = z.infer<typeof pkcs11PlaceSchema>
export type SignerPlace = z.infer<typeof placeSchema>
/** One key at such a place. */
export type SignerDocument = z.infer<typeof documentSchema>

export type Checked<T> =
  | { readonly kind: 'checked'; readonly value: T }
  /** `field` is empty for the document as a whole. */
  | { readonly kind: 'refused'; readonly field: string; readonly message: string }

export const checkSignerPlace = (value: unknown): Checked<SignerPlace> => check(placeSchema, value)
export const checkSignerDocument = (value: unknown): Checked<SignerDocument> => check(documentSchema, value)

export function signerDocumentText(document: SignerDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/** The place of a key without what is of this key alone. */
export function placeOf(document: SignerDocument): SignerPlace {
  const { version: _version, publicKey: _publicKey, description: _description, ...rest } = document
  if (rest.kind === 'vault') {
    const { keyVersion: _keyVersion, ...place } = rest
    return place
  }
  const { objectId: _objectId, ...place } = rest
  return place
}

/** For people: the one place among others, without a secret. */
export function placeName(place: SignerPlace): string {
  return place.kind === 'vault'
    ? `the vault ${place.address} (key ${place.mount}/${place.key})`
    : `the token "${place.tokenLabel}" (key "${place.keyLabel}")`
}

function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const checked = schema.safeParse(value)
  if (checked.success) return { kind: 'checked', value: checked.data }
  const [issue] = checked.error.issues
  return { kind: 'refused', field: issue?.path.join('.') ?? '', message: issue?.message ?? 'is wrong' }
}

// A token sent in plaintext is anybody's: beyond this machine only TLS is spoken.
function isVaultAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text)
  if (pathname !== '/' || `${search}${hash}${username}${password}` !== '') return false
  if (protocol === 'https:') return true
  return protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}
