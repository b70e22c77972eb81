/** Starts the process that serves Vault's transit API, for one test or one file of tests. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** How it goes wrong until it is told otherwise; with `once` for one request. */
export type VaultMode =
  | 'usual'
  | 'sealed'
  | 'sealed-once'
  | 'silent'
  | 'wrong-base64'
  | 'other-key'
  | 'other-version'
  | 'echoes'
  | 'elsewhere'
  | 'no-json'
  | 'endless'

export interface VaultSeen {
  readonly method: string
  readonly path: string
  readonly namespace: string
  readonly token: string
}

export const vaultToken = 'hvs.token-for-tests'

export interface VaultServer {
  readonly address: string
  /** From the next request on; answers what was asked of it since it was last told. */
  become(mode: VaultMode): Promise<readonly VaultSeen[]>
  close(): Promise<void>
}

/** With PEM files it speaks TLS. */
export async function startVault(
  tls: readonly [certificate: string, key: string] | [] = [],
): Promise<VaultServer> {
  const program = fileURLToPath(new URL('./vault-process.js', import.meta.url))
  const child = fork(program, tls, { execArgv: [] })
  const [{ port }] = await once(child, 'message')
  return {
    address: `${tls.length === 0 ? 'http' : 'https'}://127.0.0.1:${port}`,
    async become(mode) {
      const answered = once(child, 'message')
      child.send({ mode })
      const [{ seen }] = await answered
      return seen
    },
    async close() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
