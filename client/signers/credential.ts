/** The token of a vault, the PIN of a token: from a file of the owner's, or from the environment. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { accessFault } from '../../aggregation/index.ts'
import { errorCode } from '../durable-files.ts'
import { SignerError } from './signer-error.ts'

export interface CredentialSource {
  /** For people: "the token of the vault …". */
  readonly what: string
  readonly file: string | undefined
  readonly variable: string
  readonly env: Readonly<Record<string, string | undefined>>
}

const longestBytes = 8_192

/** Read anew each time, so that one that was renewed in its file is used at once. Throws `SignerError` `no-credential`. */
export function readCredential(source: CredentialSource): string {
  const { what, file, variable, env } = source
  const where = file ?? `the environment variable ${variable}`
  const text = (file === undefined ? env[variable] : fromFile(file, what))?.replace(/\r?\n$/, '')
  if (text === undefined || text === '')
    throw new SignerError('no-credential', `${what} is missing: put it into ${where}`)
  // It becomes a header of a request, or a string of C. The message does not repeat it.
  if (!/^[\x20-\x7e]+$/.test(text))
    throw new SignerError('no-credential', `${what} in ${where} must be one line of printable ASCII`)
  return text
}

function fromFile(file: string, what: string): string {
  const descriptor = open(file, what)
  try {
    const stats = fstatSync(descriptor)
    const fault = accessFault(file, stats, process.getuid?.())
    if (fault !== undefined) throw new SignerError('no-credential', `${what}: ${fault}`)
    if (!stats.isFile() || stats.size > longestBytes)
      throw new SignerError(
        'no-credential',
        `${what}: ${file} must be a file of at most ${longestBytes} bytes`,
      )
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

function open(file: string, what: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw new SignerError('no-credential', `${what}: ${file} cannot be opened (${errorCode(error)})`)
  }
}
