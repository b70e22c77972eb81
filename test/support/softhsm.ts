/** Tokens of SoftHSM, a PKCS #11 token in software, where it is installed. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

const places = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
]

export interface SoftTokens {
  readonly module: string
  readonly pin: string
  remove(): void
}

export const softHsmModule = places.find(place => existsSync(place))
export const softHsmMissing = 'SoftHSM is not installed (apt-get install softhsm2)'

/** Fresh tokens of these labels. The library reads where they are from the environment of this process, once. */
export function makeSoftTokens(module: string, labels: readonly string[]): SoftTokens {
  const folder = mkdtempSync(join(tmpdir(), 'parley-softhsm-'))
  const settings = join(folder, 'softhsm2.conf')
  mkdirSync(join(folder, 'tokens'))
  writeFileSync(settings, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`)
  process.env.SOFTHSM2_CONF = settings
  const pin = '271828'
  for (const label of labels) {
    const pins = ['--pin', pin, '--so-pin', '31415926']
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', label, ...pins], { stdio: 'ignore' })
  }
  return { module, pin, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
