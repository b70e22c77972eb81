import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { strongPasswordCost, toHex } from '../../aggregation/index.ts'
import {
  createKeystore,
  createSignerHome,
  descriptionOf,
  type KeyFile,
  type NewKeystore,
  openSigners,
  placeName,
  placeOf,
  publicKeyOfFile,
  readKeyFile,
  type SignerPlace,
} from '../../client/connection.ts'
import { type KeyOptions, withAction, withKeyOptions } from '../options.ts'
import type { Output } from '../output.ts'
import { readPassphrase } from '../passphrase.ts'
import { homeOf, keystoreFileOf, readProfile } from '../profile.ts'
import { type SignerOptions, signerPlaceOf, withSignerOptions } from '../signer-options.ts'
import type { World } from '../world.ts'
import { addApiKeys } from './keys-api.ts'
import { addDeprovision } from './keys-deprovision.ts'
import { addRecovery } from './keys-recovery.ts'
import { addSecondFactor } from './keys-second-factor.ts'
import { addKeyTurnover } from './keys-turnover.ts'

interface NewOptions extends KeyOptions, SignerOptions {
  readonly description: string
}

/** `parley keys new | show | list | rotate | rollback | retire | revoke | api | deprovision | recovery | second-factor`. */
export function addKeysCommand(program: Command, world: World): void {
  const keys = program
    .command('keys')
    .description('your identity: Ed25519 keys under a passphrase, which turn over')
  addNew(keys, world)
  addKeyTurnover(keys, world)
  addApiKeys(keys, world)
  addDeprovision(keys, world)
  addRecovery(keys, world)
  addSecondFactor(keys, world)
  const show = withKeyOptions(keys.command('show'))
    .description('what the keystore says without its passphrase')
    .addHelpText('after', '\nExample:\n  $ parley keys show --json')
  withAction<KeyOptions>(show, world, async ({ options, output }) => {
    const file = await keystoreOf(options, world)
    const found = readKeyFile(file)
    const publicKey = toHex(publicKeyOfFile(found))
    const description = descriptionOf(found)
    const lines = [
      ...[file, `public key   ${publicKey}`, placeLine(found)],
      ...(description === '' ? [] : [`description  ${description}`]),
    ]
    output.result({ file, publicKey, description, ...placeJson(found) }, lines.join('\n  '))
  })
}

function addNew(keys: Command, world: World): void {
  const create = withSignerOptions(withKeyOptions(keys.command('new')))
    .description('make a new identity')
    .option('--description <text>', 'a note kept in the file, for you', '')
    .addHelpText(
      'after',
      `
Examples:
  $ parley keys new                        asks for a passphrase, writes ~/.parley/keystore.json
  $ PARLEY_PASSPHRASE=… parley keys new --home ./st-anna --description "St. Anna, radiology"
  $ VAULT_TOKEN=… parley keys new --signer vault --vault-address https://vault.example.org:8200 --vault-key st-anna
  $ parley keys new --signer pkcs11 --module /usr/lib/softhsm/libsofthsm2.so --token-label st-anna --key-label parley --pin-file ./pin

In a vault or on a token the key never lies in a file; keystore.json then says where it is, and the passphrase is that of a keystore
in the folder keys, from which this home derives what it seals.`,
    )
  withAction<NewOptions>(create, world, async ({ options, output }) => {
    const place = signerPlaceOf(options, world)
    const file = await keystoreOf(options, world)
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    const passphrase = await readPassphrase(options, world, `the new keystore ${file}`, true)
    const { description } = options
    const making = { passphrase, description, random: world.random, cost: strongPasswordCost }
    if (place === undefined || place === 'file') makeInFile(file, making, output)
    else makeElsewhere(file, { ...making, place }, world, output)
  })
}

function makeInFile(file: string, making: NewKeystore, output: Output): void {
  const { label } = createKeystore(file, making)
  const publicKey = toHex(label.publicKey)
  output.result(
    { file, id: label.id, publicKey, description: label.description },
    `Made ${file}\nPublic key ${publicKey}\nKeep a copy of the file and the passphrase apart from each other: nobody can restore either.`,
  )
}

function makeElsewhere(
  file: string,
  making: NewKeystore & { readonly place: SignerPlace },
  world: World,
  output: Output,
): void {
  const { document, isNew } = createSignerHome(file, { ...making, signers: openSigners({ env: world.env }) })
  const { publicKey, description } = document
  output.result(
    { file, publicKey, description, isNew, signer: document },
    `${isNew ? 'Made a key' : 'Took up the key that was there'} in ${placeName(making.place)}; ${file} says where it is.\n` +
      `Public key ${publicKey}\nKeep copies of the folder keys and of the passphrase apart from each other: what this home seals is under them.`,
  )
}

function placeLine(found: KeyFile): string {
  return found.kind === 'keystore'
    ? `id           ${found.label.id}`
    : `lies in      ${placeName(placeOf(found.document))}`
}

function placeJson(found: KeyFile): object {
  return found.kind === 'keystore' ? { id: found.label.id } : { signer: found.document }
}

async function keystoreOf(options: KeyOptions, world: World): Promise<string> {
  const home = homeOf(options.home, world)
  return path.resolve(keystoreFileOf(options, home, await readProfile(home), world))
}
