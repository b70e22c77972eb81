/** The coordinator's own key and its operator's, in the data folder: made at the first start, opened at every other. */
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import {
  accessFault,
  generateSigner,
  type Identity,
  openKeystore,
  type PasswordCost,
  type RandomSource,
  sealKeystore,
} from '../../aggregation/index.ts'

/** A key of the coordinator cannot be used; the message names the file and what to do. */
export class OwnKeyError extends Error {
  override readonly name = 'OwnKeyError'
  readonly reason: 'corrupted' | 'wrong-passphrase' | 'permissions'

  constructor(reason: 'corrupted' | 'wrong-passphrase' | 'permissions', message: string) {
    super(message)
    this.reason = reason
  }
}

export interface OwnKeyOptions {
  readonly file: string
  readonly description: string
  readonly passphrase: string
  readonly random: RandomSource
  readonly cost?: PasswordCost
}

/** Throws `OwnKeyError`. */
export function openOwnKey(options: OwnKeyOptions): Identity {
  const { file, passphrase } = options
  if (!existsSync(file)) makeOwnKey(options)
  const opened = openKeystore(readPrivately(file), passphrase)
  if (opened.kind === 'opened') return opened.identity
  const advice =
    opened.reason === 'wrong-passphrase'
      ? 'give the passphrase it was made with'
      : 'put the file back from a backup; a new key would be a new coordinator'
  throw new OwnKeyError(opened.reason, `the key in ${file} cannot be opened: ${opened.detail}; ${advice}`)
}

function makeOwnKey({ file, description, passphrase, random, cost }: OwnKeyOptions): void {
  const { seed } = generateSigner(random)
  const text = sealKeystore(seed, passphrase, {
    description,
    random,
    ...(cost === undefined ? {} : { cost }),
  })
  const handle = openSync(file, 'wx', 0o600)
  try {
    // writeFileSync writes everything or fails; writeSync may stop half-way on a full disk.
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Looks at the file that was opened, not at what may have taken its name since. */
function readPrivately(file: string): string {
  const handle = openSync(file, 'r')
  try {
    const fault = accessFault(file, fstatSync(handle), process.getuid?.())
    if (fault !== undefined) throw new OwnKeyError('permissions', fault)
    return readFileSync(handle, 'utf8')
  } finally {
    closeSync(handle)
  }
}
