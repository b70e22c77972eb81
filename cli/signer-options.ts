/** Options of commands that make a key: in a file, in a vault, or on a token. Tokens and PINs are no options: they would be seen. */
import path from 'node:path'
import type { Command } from 'commander'
import { checkSignerPlace, type SignerPlace } from '../client/connection.ts'
import { UsageError } from './errors.ts'
import type { World } from './world.ts'

export interface SignerOptions {
  readonly signer?: string
  readonly vaultAddress?: string
  readonly vaultMount?: string
  readonly vaultKey?: string
  readonly vaultNamespace?: string
  readonly vaultCa?: string
  readonly vaultTokenFile?: string
  readonly module?: string
  readonly tokenLabel?: string
  readonly keyLabel?: string
  readonly pinFile?: string
}

const vaultFields = {
  address: 'vault-address',
  mount: 'vault-mount',
  key: 'vault-key',
  namespace: 'vault-namespace',
  ca: 'vault-ca',
  tokenFile: 'vault-token-file',
} as const
const pkcs11Fields = {
  module: 'module',
  tokenLabel: 'token-label',
  keyLabel: 'key-label',
  pinFile: 'pin-file',
} as const

export function withSignerOptions(command: Command): Command {
  return command
    .option('--signer <where>', 'where the key lies: file, vault or pkcs11')
    .option('--vault-address <url>', 'the vault, such as https://vault.example.org:8200 (else VAULT_ADDR)')
    .option('--vault-key <name>', 'its key of the transit engine; made if there is none')
    .option('--vault-mount <path>', 'where the transit engine is mounted (else transit)')
    .option('--vault-namespace <name>', 'its namespace (else VAULT_NAMESPACE)')
    .option('--vault-ca <file>', 'PEM file of the authority that signed its certificate')
    .option(
      '--vault-token-file <file>',
      'file that holds the token, read at every signature (else VAULT_TOKEN)',
    )
    .option('--module <file>', 'PKCS #11 library of the token')
    .option('--token-label <label>', 'which token')
    .option('--key-label <label>', 'its Ed25519 key, one label for one home; made if there is none')
    .option('--pin-file <file>', 'file that holds the PIN (else PARLEY_PIN)')
}

/** What the options say; undefined where they say nothing. Throws `UsageError` naming the option. */
export function signerPlaceOf(options: SignerOptions, world: World): SignerPlace | 'file' | undefined {
  const { signer } = options
  const given = Object.entries({ vault: vaultFields, pkcs11: pkcs11Fields }).flatMap(([kind, fields]) =>
    Object.values(fields)
      .filter(name => options[nameOf(name)] !== undefined)
      .map(name => ({ kind, name })),
  )
  const stray = given.find(({ kind }) => kind !== signer)
  if (stray !== undefined)
    throw new UsageError(`--${stray.name} is for --signer ${stray.kind}: give that too, or leave it away`)
  if (signer === undefined || signer === 'file') return signer
  if (signer !== 'vault' && signer !== 'pkcs11')
    throw new UsageError(`--signer: "${signer}" is no place for a key: it is file, vault or pkcs11`)
  const checked = checkSignerPlace(signer === 'vault' ? vaultOf(options, world) : pkcs11Of(options))
  if (checked.kind === 'checked') return checked.value
  const fields: Readonly<Record<string, string>> = { ...vaultFields, ...pkcs11Fields }
  throw new UsageError(`--${fields[checked.field] ?? checked.field}: ${checked.message}`)
}

type OptionName = Exclude<keyof SignerOptions, 'signer'>

/** As commander names the option's value. */
function nameOf(option: string): OptionName {
  return option.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as OptionName
}

function vaultOf(options: SignerOptions, { env }: World): object {
  const { vaultKey: key, vaultMount: mount = 'transit', vaultCa: ca, vaultTokenFile: tokenFile } = options
  const { vaultAddress = env.VAULT_ADDR, vaultNamespace = env.VAULT_NAMESPACE } = options
  return {
    kind: 'vault',
    address: required('vault-address', vaultAddress),
    ...(vaultNamespace === undefined ? {} : { namespace: vaultNamespace }),
    mount,
    key: required('vault-key', key),
    ...(ca === undefined ? {} : { ca: path.resolve(ca) }),
    ...(tokenFile === undefined ? {} : { tokenFile: path.resolve(tokenFile) }),
  }
}

function pkcs11Of({ module, tokenLabel, keyLabel, pinFile }: SignerOptions): object {
  return {
    kind: 'pkcs11',
    module: path.resolve(required('module', module)),
    tokenLabel: required('token-label', tokenLabel),
    keyLabel: required('key-label', keyLabel),
    ...(pinFile === undefined ? {} : { pinFile: path.resolve(pinFile) }),
  }
}

function required(option: string, value: string | undefined): string {
  if (value !== undefined) return value
  throw new UsageError(`--${option} is missing; \`parley keys new --help\` shows examples`)
}
