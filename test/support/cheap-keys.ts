/**
 * Keystores whose passphrase costs next to nothing to try, for tests of everything else: a strong one is half a second
 * of work at each opening. The programs open them like their own, as the cost stands in the file.
 */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemRandom } from '../../aggregation/index.ts'
import { createKeystore } from '../../client/index.ts'

const cost = { work: 2, blockSize: 1, parallelism: 1 }

/** Makes a new identity in `file`, and the folder around it. */
export function placeKeystore(file: string, passphrase: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  createKeystore(file, { passphrase, description: '', random: systemRandom, cost })
}

/** The two keys of a coordinator that has not been started yet. */
export function placeCoordinatorKeys(dataDir: string, passphrase: string): void {
  for (const owner of ['coordinator', 'operator'])
    placeKeystore(join(dataDir, `${owner}.keystore.json`), passphrase)
}
