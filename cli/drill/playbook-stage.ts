/** Where the playbooks are practised: a coordinator over TLS on loopback, an operator's home, and members whose keys lie on the disk. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { Command } from 'commander'
import { concat, toHex } from '../../aggregation/index.ts'
import { taken } from '../connect.ts'
import { type Authority, createAuthority } from '../demo/certificates.ts'
import { ReportedFailure } from '../errors.ts'
import type { PlaybookReport } from '../playbooks/report.ts'
import type { Waits } from '../playbooks/scene.ts'
import { writeProfile } from '../profile.ts'
import type { World } from '../world.ts'
import {
  type DrillMember,
  type DrillPlace,
  drillEnvironment,
  drillPassphrase,
  enrolMember,
  operatorOf,
} from './drill-cast.ts'
import { openDrillCoordinator } from './drill-coordinator.ts'
import { type Middlebox, openMiddlebox } from './middlebox.ts'

/** The command `parley playbook`, as it is added to the program. */
export type AddPlaybooks = (program: Command, world: World, asked: undefined, waits: Waits) => void

export interface PlaybookStage {
  readonly place: DrillPlace
  readonly operator: DrillMember
  readonly buyer: DrillMember
  readonly holders: readonly DrillMember[]
  readonly middlebox: Middlebox
  /** A head of the log from before anything happened. */
  readonly keptHead: string
  readonly world: World
  /** Runs the command line after `parley`; what it printed as JSON. */
  play(args: readonly string[]): Promise<PlayedCommand>
  close(): Promise<void>
}

export interface PlayedCommand {
  /** Whether it would exit 0. */
  readonly isInOrder: boolean
  readonly result: PlaybookReport & { readonly page: string }
}

/** The drill does not wait a minute for each batch of the audit. */
const sealEveryMs = 250
const waits: Waits = { everyMs: 100, longestMs: 10_000 }

export async function openPlaybookStage(
  folder: string,
  addPlaybooks: AddPlaybooks,
  world: World,
  note: (text: string) => void,
): Promise<PlaybookStage> {
  const authority = await createAuthority(path.join(folder, 'authority'), world.nowMs())
  const tls = await issued(authority)
  const dataDir = path.join(folder, 'coordinator')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const running = await openDrillCoordinator({ dataDir, tls, sealEveryMs }, note)
  const opened: { close(): Promise<void> }[] = [running]
  const close = async () => {
    for (const each of opened) await each.close()
  }
  try {
    const { address, operatorKeystorePath } = running
    const ca = await readFile(authority.caFile, 'utf8')
    const audience = toHex(running.identityKey)
    const place = { folder, address, audience, tls: { ca } }
    const middlebox = await openMiddlebox({ address, ca, ...tls })
    opened.unshift(middlebox)
    const operator = operatorOf(place, operatorKeystorePath, world)
    opened.unshift(operator.port)
    const enrol = async (name: string, role: 'buyer' | 'holder', by: DrillPlace = place) => {
      const member = await enrolMember(by, operator, name, role, world)
      opened.unshift(member.port)
      return member
    }
    const buyer = await enrol('buyer-1', 'buyer')
    const holders = [
      // All of its calls pass the machine on the way.
      await enrol('holder-1', 'holder', { ...place, address: middlebox.address }),
      await enrol('holder-2', 'holder'),
      await enrol('holder-3', 'holder'),
    ]
    const keptHead = path.join(folder, 'kept-head.txt')
    await writeFile(keptHead, taken(await operator.port.getCheckpoint({})).note)
    const home = path.join(folder, 'operator')
    await writeProfile(home, {
      ...{ version: 1, coordinator: address, coordinatorKey: audience, environment: drillEnvironment },
      ...{ organisation: 'operator', role: 'operator', keystore: operatorKeystorePath },
      tls: { ca: authority.caFile },
    })
    const play = (args: readonly string[]) => playAs(home, args, addPlaybooks, world, note)
    return { place, operator, buyer, holders, middlebox, keptHead, world, play, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function issued(authority: Authority) {
  const { certificate, key } = await authority.issueServer()
  return { certificate: await readFile(certificate), key: await readFile(key) }
}

async function playAs(
  home: string,
  args: readonly string[],
  addPlaybooks: AddPlaybooks,
  world: World,
  note: (text: string) => void,
): Promise<PlayedCommand> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const printed: Buffer[] = []
  stdout.on('data', (chunk: Buffer) => printed.push(chunk))
  stderr.on('data', (chunk: Buffer) => note(chunk.toString().trimEnd()))
  const program = new Command('parley').enablePositionalOptions().exitOverride()
  const its: World = { ...world, env: { PARLEY_PASSPHRASE: drillPassphrase }, stdin, stdout, stderr }
  addPlaybooks(program, its, undefined, waits)
  const failed = await program
    .parseAsync(['playbook', ...args, '--home', home, '--json', '--yes'], { from: 'user' })
    .then(() => false)
    .catch(error => {
      if (error instanceof ReportedFailure) return true
      throw error
    })
  return { isInOrder: !failed, result: JSON.parse(new TextDecoder().decode(concat(...printed))) }
}
