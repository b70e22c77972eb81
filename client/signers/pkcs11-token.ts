/**
 * Ed25519 keys on a token by PKCS #11 3.0 (CKK_EC_EDWARDS, CKM_EDDSA): a smart card, a hardware module, SoftHSM. Private keys are made
 * there, as sensitive and not extractable, and never leave.
 */
import { equalBytes, type RandomSource, toHex } from '../../aggregation/index.ts'
import { readCredential } from './credential.ts'
import { codeOf, ecEdwards, loadPkcs11Module, type Pkcs11Module, returned } from './pkcs11-module.ts'
import { type Pkcs11Place, placeName } from './signer-document.ts'
import { SignerError } from './signer-error.ts'

export interface TokenKey {
  readonly publicKey: Uint8Array
  /** CKA_ID of the pair, hex; absent where it has none. */
  readonly objectId?: string
}

/** One label on one token; the session is opened when it is first used, and again after it was lost. */
export interface Pkcs11Token {
  /** The keys of the label that the token shows the public half of. */
  keys(): readonly TokenKey[]
  makeKey(random: RandomSource): TokenKey
  sign(objectId: string | undefined, message: Uint8Array): Uint8Array
}

interface Session extends Pkcs11Module {
  readonly handle: Buffer
}

type Env = Readonly<Record<string, string | undefined>>

// OID 1.3.101.112, Ed25519, in DER.
const ed25519Parameters = Buffer.from('06032b6570', 'hex')
/** More pairs of one label than anybody has. */
const mostKeys = 1_000

/** All methods throw `SignerError`. */
export function openPkcs11Token(place: Pkcs11Place, env: Env): Pkcs11Token {
  const { keyLabel } = place
  let session: Session | undefined
  // A token locks itself after a few wrong PINs: one that was refused is not tried again.
  let refusedPin: string | undefined

  function open(): Session {
    const module = loadPkcs11Module(place.module)
    const { api, library } = module
    const flags = api.CKF_SERIAL_SESSION | api.CKF_RW_SESSION
    const handle = library.C_OpenSession(slotOf(module, place), flags)
    try {
      logIn(module, handle)
    } catch (error) {
      library.C_CloseSession(handle)
      throw error
    }
    return { ...module, handle }
  }

  function logIn({ api, library }: Pkcs11Module, handle: Buffer): void {
    const what = `the PIN of the token "${place.tokenLabel}"`
    const pin = readCredential({ what, file: place.pinFile, variable: 'PARLEY_PIN', env })
    const refusal = (why: string) =>
      new SignerError('refused', `${what} is refused (${why}); tokens lock themselves after a few tries`)
    if (pin === refusedPin) throw refusal('it was before, and is not tried again')
    try {
      library.C_Login(handle, api.CKU_USER, pin)
    } catch (error) {
      const code = codeOf(error)
      if (code === returned.alreadyLoggedIn) return
      const { pinIncorrect, pinInvalid, pinLengthRange, pinLocked } = returned
      if (![pinIncorrect, pinInvalid, pinLengthRange, pinLocked].some(known => known === code)) throw error
      refusedPin = pin
      throw refusal((error as Error).message)
    }
  }

  /** Once more in a new session where the old one was lost: the token was pulled, or the module restarted. */
  function withSession<T>(what: string, use: (session: Session) => T): T {
    for (let isRepeated = session === undefined; ; isRepeated = true) {
      try {
        session ??= open()
        return use(session)
      } catch (error) {
        session = undefined
        if (error instanceof SignerError) throw error
        if (isRepeated) throw failureOf(place, what, error)
      }
    }
  }

  return {
    keys: () => withSession('list its keys', found => publicKeys(found, keyLabel)),
    makeKey: random =>
      withSession('make an Ed25519 key', found => {
        const objectId = random.bytes(16)
        generate(found, keyLabel, Buffer.from(objectId))
        const made = publicKeys(found, keyLabel).find(key => key.objectId === toHex(objectId))
        if (made !== undefined) return made
        throw new SignerError('wrong-answer', `${placeName(place)} does not show the key that it made`)
      }),
    sign: (objectId, message) =>
      withSession('sign', found => {
        const { library, handle } = found
        library.C_SignInit(handle, { mechanism: ecEdwards.sign }, privateKey(found, place, objectId))
        return new Uint8Array(library.C_Sign(handle, Buffer.from(message), Buffer.alloc(64)))
      }),
  }
}

function slotOf({ library }: Pkcs11Module, { tokenLabel, module }: Pkcs11Place): Buffer {
  const slots = library.C_GetSlotList(true)
  const labels = slots.map(slot => library.C_GetTokenInfo(slot).label.replace(/[ \0]+$/, ''))
  const [found, ...others] = slots.filter((_, at) => labels[at] === tokenLabel)
  if (found !== undefined && others.length === 0) return found
  const present = labels.filter(label => label !== '').map(label => `"${label}"`)
  throw new SignerError(
    found === undefined ? 'not-found' : 'refused',
    found === undefined
      ? `tokenLabel: ${module} shows no token "${tokenLabel}"; it shows ${present.join(', ') || 'none'}`
      : `tokenLabel: ${module} shows ${others.length + 1} tokens "${tokenLabel}"; give one of them another label`,
  )
}

function generate({ api, library, handle }: Session, keyLabel: string, objectId: Buffer): void {
  const shared = [
    { type: api.CKA_TOKEN, value: true },
    { type: api.CKA_LABEL, value: keyLabel },
    { type: api.CKA_ID, value: objectId },
  ]
  library.C_GenerateKeyPair(
    handle,
    { mechanism: ecEdwards.generate },
    [...shared, { type: api.CKA_VERIFY, value: true }, { type: api.CKA_EC_PARAMS, value: ed25519Parameters }],
    [
      ...shared,
      { type: api.CKA_PRIVATE, value: true },
      { type: api.CKA_SENSITIVE, value: true },
      { type: api.CKA_EXTRACTABLE, value: false },
      { type: api.CKA_SIGN, value: true },
    ],
  )
}

function publicKeys(session: Session, keyLabel: string): readonly TokenKey[] {
  const { api, library, handle } = session
  return find(session, [
    { type: api.CKA_CLASS, value: api.CKO_PUBLIC_KEY },
    { type: api.CKA_KEY_TYPE, value: ecEdwards.keyType },
    { type: api.CKA_LABEL, value: keyLabel },
  ]).flatMap(object => {
    const [point, id] = library.C_GetAttributeValue(handle, object, [
      { type: api.CKA_EC_POINT },
      { type: api.CKA_ID },
    ])
    const publicKey = pointOf(bytesOf(point?.value))
    const objectId = toHex(bytesOf(id?.value))
    if (publicKey === undefined) return []
    return [{ publicKey, ...(objectId === '' ? {} : { objectId }) }]
  })
}

function privateKey(session: Session, place: Pkcs11Place, objectId: string | undefined): Buffer {
  const { api } = session
  const objects = find(session, [
    { type: api.CKA_CLASS, value: api.CKO_PRIVATE_KEY },
    { type: api.CKA_KEY_TYPE, value: ecEdwards.keyType },
    { type: api.CKA_LABEL, value: place.keyLabel },
    ...(objectId === undefined ? [] : [{ type: api.CKA_ID, value: Buffer.from(objectId, 'hex') }]),
  ])
  const [object] = objects
  if (object !== undefined && objects.length === 1) return object
  const which = objectId === undefined ? 'without an id' : `of id ${objectId}`
  throw new SignerError(
    object === undefined ? 'not-found' : 'refused',
    `${placeName(place)} has ${objects.length} private Ed25519 keys ${which}, and there must be one`,
  )
}

function find({ library, handle }: Session, template: Parameters<typeof library.C_FindObjectsInit>[1]) {
  library.C_FindObjectsInit(handle, template)
  try {
    return library.C_FindObjects(handle, mostKeys)
  } finally {
    library.C_FindObjectsFinal(handle)
  }
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array()
}

/** The point as tokens write it: bare, in an OCTET STRING, or in a BIT STRING. */
function pointOf(bytes: Uint8Array): Uint8Array | undefined {
  const prefix = bytes.subarray(0, Math.max(0, bytes.length - 32))
  const prefixes = [[], [0x04, 0x20], [0x03, 0x21, 0x00]].map(known => Uint8Array.from(known))
  const isKnown = bytes.length >= 32 && prefixes.some(known => equalBytes(known, prefix))
  return isKnown ? new Uint8Array(bytes.slice(-32)) : undefined
}

/** What the token answered has a name of PKCS #11, such as CKR_DEVICE_REMOVED, and no PIN in it. */
function failureOf(place: Pkcs11Place, what: string, error: unknown): SignerError {
  const said = `${placeName(place)} did not ${what}: ${(error as Error).message}`
  if (codeOf(error) !== returned.mechanismInvalid) return new SignerError('unreachable', said)
  return new SignerError('refused', `${said}; it knows no Ed25519 of PKCS #11 3.0, which Parley signs with`)
}
