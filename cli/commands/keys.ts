import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { strongPasswordCost, toHex } from '../../aggregation/index.ts'
import { createKeystore, showKeystore } from '../../client/connection.ts'
import { type KeyOptions, withAction, withKeyOptions } from '../options.ts'
import { readPassphrase } from '../passphrase.ts'
import { homeOf, keystoreFileOf, readProfile } from '../profile.ts'
import type { World } from '../world.ts'
import { addApiKeys } from './keys-api.ts'
import { addDeprovision } from './keys-deprovision.ts'
import { addRecovery } from './keys-recovery.ts'
import { addSecondFactor } from './keys-second-factor.ts'
import { addKeyTurnover } from './keys-turnover.ts'

interface NewOptions extends KeyOptions {
  readonly description: string
}

/** `parley keys new | show | list | rotate | rollback | retire | revoke | api | deprovision | recovery | second-factor`. */
export function addKeysCommand(program: Command, world: World): void {
  const keys = program
    .command('keys')
    .description('your identity: Ed25519 keys under a passphrase, which turn over')
  const create = withKeyOptions(keys.command('new'))
    .description('make a new identity')
    .option('--description <text>', 'a note kept in the file, for you', '')
    .addHelpText(
      'after',
      `
Example:
  $ parley keys new                        asks for a passphrase, writes ~/.parley/keystore.json
  $ PARLEY_PASSPHRASE=… parley keys new --home ./st-anna --description "St. Anna, radiology"`,
    )
  withAction<NewOptions>(create, world, async ({ options, output }) => {
    const file = await keystoreOf(options, world)
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    const passphrase = await readPassphrase(options, world, `the new keystore ${file}`, true)
    const { label } = createKeystore(file, {
      passphrase,
      description: options.description,
      random: world.random,
      cost: strongPasswordCost,
    })
    const publicKey = toHex(label.publicKey)
    output.result(
      { file, id: label.id, publicKey, description: label.description },
      `Made ${file}\nPublic key ${publicKey}\nKeep a copy of the file and the passphrase apart from each other: nobody can restore either.`,
    )
  })
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
    const { id, publicKey, description } = showKeystore(file)
    output.result(
      { file, id, publicKey, description },
      `${file}\n  public key   ${toHex(publicKey)}\n  id           ${id}${description === '' ? '' : `\n  description  ${description}`}`,
    )
  })
}

async function keystoreOf(options: KeyOptions, world: World): Promise<string> {
  const home = homeOf(options.home, world)
  return options.keystore === undefined
    ? keystoreFileOf(home, await readProfile(home))
    : path.resolve(options.keystore)
}
