/** The binary `parley-verify`: checks documents offline, and is small enough to be read before it is believed. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { DocumentError } from './document-error.ts'
import { type VerifyOptions, verifyFiles } from './verify-files.ts'

export interface Streams {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

const options = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  'coordinator-key': { type: 'string' },
  'holder-key': { type: 'string' },
  'model-hash': { type: 'string' },
  witness: { type: 'string', multiple: true },
  'witnesses-needed': { type: 'string' },
  log: { type: 'string' },
  settlement: { type: 'string' },
} as const satisfies ParseArgsConfig['options']

const help = `Usage: parley-verify [options] <file...>

Checks signed documents offline: evidence of equivocation, a fork of the log, a holder’s fault, a coordinator’s statement, a
receipt, a bounty’s log, a settlement, a lineage certificate, a checkpoint, an audit, a record of a test set. The same as parley
verify, without the rest of Parley.

  --coordinator-key <hex>  the identity key that you know the coordinator by
  --holder-key <hex>       the identity key of the holder that a fault is said of
  --model-hash <hex>       the model that a certificate is to be of (parley model verify prints it)
  --witness <key>          a witness whose cosignature on the log’s head is asked for; may be repeated
  --witnesses-needed <n>   how many of them must have cosigned (all, unless it is given)
  --log <file>             the bounty’s log that a settlement is to follow from
  --settlement <out>       write the settlement that a bounty’s log comes to
  --json                   print one JSON value

Exit codes: 0 it holds, 1 it does not, 2 a file or an option must be corrected.
`

/** Runs one command line and answers its exit code. Errors are told in a sentence, never as a stack trace. */
export async function runVerifier(args: readonly string[], { stdout, stderr }: Streams): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (values.help === true) {
      stdout.write(help)
      return 0
    }
    if (positionals.length === 0)
      throw new DocumentError('name at least one file; --help says what can be checked')
    const { value, text, failed } = await verifyFiles(positionals, optionsOf(values))
    stdout.write(`${values.json === true ? JSON.stringify(value) : text}\n`)
    if (failed === undefined) return 0
    stderr.write(`error: ${failed}\n`)
    return 1
  } catch (error) {
    const { message, exitCode } = explained(error)
    stderr.write(`error: ${message}\n`)
    return exitCode
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

function optionsOf(values: Values): VerifyOptions {
  const { witness, log, settlement } = values
  const needed = values['witnesses-needed']
  return {
    ...keyOption('coordinatorKey', values, 'coordinator-key'),
    ...keyOption('holderKey', values, 'holder-key'),
    ...keyOption('modelHash', values, 'model-hash'),
    ...(witness === undefined ? {} : { witnesses: witness }),
    ...(needed === undefined ? {} : { witnessesNeeded: naturalOf(needed) }),
    ...(log === undefined ? {} : { log }),
    ...(settlement === undefined ? {} : { settlement }),
  }
}

function naturalOf(text: string): number {
  if (/^[1-9][0-9]{0,3}$/.test(text)) return Number(text)
  throw new DocumentError('--witnesses-needed must be a whole number from 1')
}

function keyOption(
  field: keyof VerifyOptions,
  values: Values,
  name: 'coordinator-key' | 'holder-key' | 'model-hash',
): VerifyOptions {
  const value = values[name]
  if (value === undefined) return {}
  if (!/^[0-9a-f]{64}$/.test(value)) throw new DocumentError(`--${name} must be 64 lower-case hex digits`)
  return { [field]: value }
}

function explained(error: unknown): { readonly message: string; readonly exitCode: 1 | 2 } {
  const { message, name } = error as Error
  const { code, path } = error as { readonly code?: unknown; readonly path?: unknown }
  if (name === 'DocumentError' || String(code).startsWith('ERR_PARSE_ARGS')) return { message, exitCode: 2 }
  if (code === 'ENOENT') return { message: `${path} does not exist; check the path`, exitCode: 2 }
  if (code === 'EISDIR') return { message: 'a folder is no document; name a file', exitCode: 2 }
  return { message, exitCode: 1 }
}
