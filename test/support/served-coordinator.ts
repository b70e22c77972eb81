/** A coordinator as a process of its own, over gRPC on loopback, with its operator's port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fromHex, generateSigner, openKeystore, type Signer, systemRandom } from '../../aggregation/index.ts'
import { openGrpcPort, systemClock } from '../../client/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { Role } from '../../protos/types.ts'
import { placeCoordinatorKeys } from './cheap-keys.ts'
import { must } from './small-federation.ts'

const passphrase = 'a passphrase for tests'

export interface ServedCoordinator {
  readonly pid: number
  readonly identityKey: Uint8Array
  readonly operatorPort: CoordinatorPort
  enrol(
    organisation: string,
    role: Role,
  ): Promise<{ readonly port: CoordinatorPort; readonly signer: Signer }>
  stop(): Promise<void>
}

/** Starts `parley coordinator` on a free port of loopback and waits until it listens. */
export async function serveCoordinator(dataDir: string): Promise<ServedCoordinator> {
  if (!existsSync(join(dataDir, 'coordinator.keystore.json'))) placeCoordinatorKeys(dataDir, passphrase)
  const program = join(import.meta.dirname, '../../cli/main.js')
  const child = spawn(
    process.execPath,
    [program, 'coordinator', '--json', '--data-dir', dataDir, '--listen', '127.0.0.1:0'],
    {
      env: { ...process.env, PARLEY_PASSPHRASE: passphrase, PARLEY_LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const { address, identityKey } = await listening(child)
  const ports: CoordinatorPort[] = []
  const portOf = (signer: Signer) => {
    const port = openGrpcPort({
      address,
      signer,
      environment: 'dev',
      audience: identityKey,
      clock: systemClock,
      random: systemRandom,
    })
    ports.push(port)
    return port
  }
  const opened = openKeystore(readFileSync(join(dataDir, 'operator.keystore.json'), 'utf8'), passphrase)
  if (opened.kind === 'refused') throw new Error(`the operator's key does not open: ${opened.detail}`)
  const operatorPort = portOf(opened.identity.signer)
  return {
    pid: child.pid!,
    identityKey: fromHex(identityKey),
    operatorPort,
    async enrol(organisation, role) {
      const { signer } = generateSigner(systemRandom)
      const { code } = must(await operatorPort.invite({ organisation, role, validForMs: 3_600_000 }))
      const port = portOf(signer)
      must(
        await port.enrol({
          invitation: code,
          organisation,
          displayName: organisation,
          identityKey: signer.publicKey,
        }),
      )
      return { port, signer }
    },
    async stop() {
      await Promise.all(ports.map(port => port.close()))
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

async function listening(child: ChildProcess): Promise<{ address: string; identityKey: string }> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const event = JSON.parse(line)
    if (event.event === 'listening') return event
  }
  throw new Error('the coordinator ended before it listened')
}
