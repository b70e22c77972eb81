/** Keystores as files: who may read them, how they are written, and what to do when one cannot be opened. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import process from 'node:process'
import {
  accessFault,
  generateSigner,
  type Identity,
  type KeystoreLabel,
  openKeystore,
  type PasswordCost,
  type RandomSource,
  readKeystoreLabel,
  sealKeystore,
  wipe,
} from '../../aggregation/index.ts'
import { createFile, errorCode } from '../durable-files.ts'

export type KeystoreFault = 'not-found' | 'exists' | 'permissions' | 'corrupted' | 'wrong-passphrase'

/** A keystore that cannot be used; the message names the file and what to do. */
export class KeystoreError extends Error {
  override readonly name = 'KeystoreError'
  readonly reason: KeystoreFault
  readonly file: string

  constructor(reason: KeystoreFault, file: string, message: string) {
    super(message)
    this.reason = reason
    this.file = file
  }
}

export interface NewKeystore {
  readonly passphrase: string
  readonly description: string
  readonly random: RandomSource
  /** What a guess at the passphrase costs; strong unless said otherwise. */
  readonly cost?: PasswordCost
}

export interface OpenedKeystore {
  readonly label: KeystoreLabel
  readonly identity: Identity
}

/** Makes a new identity and its file, readable by its owner alone. Throws `KeystoreError` `exists`; never replaces a file. */
export function createKeystore(file: string, options: NewKeystore): OpenedKeystore {
  const { passphrase, description, random, cost } = options
  const { seed } = generateSigner(random)
  const text = sealKeystore(seed, passphrase, {
    description,
    random,
    ...(cost === undefined ? {} : { cost }),
  })
  wipe([seed])
  // Opened before it is written: a file that cannot be opened again must not become anybody's identity.
  const opened = openKeystore(text, passphrase)
  if (opened.kind === 'refused') throw new Error(`a new keystore does not open: ${opened.detail}`)
  if (!create(file, text)) {
    throw new KeystoreError(
      'exists',
      file,
      `${file} exists already; choose another name or move it away first`,
    )
  }
  return { label: opened.label, identity: opened.identity }
}

function create(file: string, text: string): boolean {
  try {
    return createFile(file, text)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new KeystoreError('not-found', file, `the folder of ${file} does not exist; create it first`)
  }
}

/** Opens the identity in a file. Throws `KeystoreError`. */
export function openKeystoreFile(file: string, passphrase: string): OpenedKeystore {
  return openKeystoreText(file, readPrivately(file), passphrase)
}

/** The same for what was read of the file already. */
export function openKeystoreText(file: string, text: string, passphrase: string): OpenedKeystore {
  const opened = openKeystore(text, passphrase)
  if (opened.kind === 'opened') return { label: opened.label, identity: opened.identity }
  throw refusal(file, opened.reason, opened.detail)
}

/** What a keystore file says without its passphrase. Throws `KeystoreError`. */
export function showKeystore(file: string): KeystoreLabel {
  return showKeystoreText(file, readPrivately(file))
}

/** The same for what was read of the file already. */
export function showKeystoreText(file: string, text: string): KeystoreLabel {
  const read = readKeystoreLabel(text)
  if (read.kind === 'label') return read.label
  throw refusal(file, read.reason, read.detail)
}

function refusal(file: string, reason: 'corrupted' | 'wrong-passphrase', detail: string): KeystoreError {
  const advice =
    reason === 'corrupted'
      ? 'restore the file from a backup'
      : 'type it again; without it the identity in the file is lost'
  return new KeystoreError(reason, file, `${file}: ${detail}; ${advice}`)
}

/** The text of a file that its owner alone may read, who is the user that runs this. Throws `KeystoreError`. */
export function readPrivately(file: string): string {
  const descriptor = open(file)
  try {
    requirePrivate(file, fstatSync(descriptor))
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

function open(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') {
      throw new KeystoreError(
        'not-found',
        file,
        `there is no keystore at ${file}; make one with "parley keys new"`,
      )
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new KeystoreError('permissions', file, `${file} may not be read by this user; run as its owner`)
    }
    throw error
  }
}

function requirePrivate(file: string, stats: Stats): void {
  if (!stats.isFile())
    throw new KeystoreError('corrupted', file, `${file} is not a file; name the keystore itself`)
  const fault = accessFault(file, stats, process.getuid?.())
  if (fault !== undefined) throw new KeystoreError('permissions', file, fault)
}
