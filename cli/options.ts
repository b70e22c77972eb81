/** Options that several commands share, and how a command's action is run. */
import { type Command, InvalidArgumentError } from 'commander'
import { type Output, openOutput } from './output.ts'
import type { World } from './world.ts'

export interface CommonOptions {
  readonly json?: boolean
  readonly home?: string
}

export interface KeyOptions extends CommonOptions {
  readonly keystore?: string
  readonly passphraseFile?: string
}

export interface ConnectionOptions extends KeyOptions {
  readonly coordinator?: string
  readonly coordinatorKey?: string
  readonly environment?: string
  readonly ca?: string
  readonly certificate?: string
  readonly key?: string
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .option('--home <dir>', 'folder of your settings and keystore (else PARLEY_HOME, else ~/.parley)')
}

export function withKeyOptions(command: Command): Command {
  return withCommonOptions(command)
    .option('--keystore <file>', 'another keystore than the one in your home (else PARLEY_KEYFILE)')
    .option('--passphrase-file <file>', 'file that holds the passphrase (else PARLEY_PASSPHRASE, else asked)')
}

export function withConnectionOptions(command: Command): Command {
  return withKeyOptions(command)
    .option('--coordinator <host:port>', 'the coordinator to talk to (else the one you enrolled with)')
    .option('--coordinator-key <hex>', 'its identity key, where none is pinned yet', readHexKey)
    .option('--environment <name>', 'its environment: dev, test or live')
    .option('--ca <file>', 'PEM file of the authority that signed its certificate')
    .option('--certificate <file>', 'PEM file of your own certificate, for mutual TLS')
    .option('--key <file>', 'PEM file of its private key')
}

/** Gives the command an action that knows its world and how to print. */
export function withAction<O extends CommonOptions>(
  command: Command,
  world: World,
  action: (context: {
    readonly options: O
    readonly output: Output
    readonly args: readonly string[]
  }) => Promise<void>,
): Command {
  return command.action(async () => {
    const options = command.opts<O>()
    await action({ options, output: openOutput(world, options.json === true), args: command.args })
  })
}

export function readNatural(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

/** Units above zero, as bigint. */
export function readUnits(text: string): bigint {
  if (/^[1-9]\d{0,30}$/.test(text)) return BigInt(text)
  throw new InvalidArgumentError('It must be a whole number of units above zero, such as 250000.')
}

/** A key or a hash. */
export function readHexKey(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text
  throw new InvalidArgumentError('It must have 64 lower-case hex digits.')
}

export interface Address {
  readonly host: string
  readonly port: number
}

/** "127.0.0.1:7443" or "[::1]:7443". */
export function readAddress(text: string): Address {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  if (host === undefined || port > 65_535)
    throw new InvalidArgumentError('Write HOST:PORT, such as 127.0.0.1:7443.')
  return { host, port }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
