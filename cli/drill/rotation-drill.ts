/**
 * Keys and certificates turn over under load: a coordinator on loopback over TLS, members that call it without a pause, and while they
 * do, every member's key and the server's certificate are replaced. Then one key is revoked, and tried.
 */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { connect, type PeerCertificate } from 'node:tls'
import { toHex } from '../../aggregation/index.ts'
import { type ClientTls, rotateRing } from '../../client/index.ts'
import type { RunningCoordinator } from '../../coordinator/index.ts'
import { type RefusalReason, refused } from '../../protos/reasons.ts'
import { taken } from '../connect.ts'
import { type Authority, createAuthority } from '../demo/certificates.ts'
import { readAddress } from '../options.ts'
import type { World } from '../world.ts'
import {
  type DrillMember,
  type DrillPlace,
  drillCost,
  drillEnvironment,
  drillPort,
  enrolMember,
  operatorOf,
} from './drill-cast.ts'
import { openDrillCoordinator } from './drill-coordinator.ts'
import { type RevocationReport, revokeAndCall } from './revocation.ts'

export interface DrillOptions {
  readonly folder: string
  readonly calls: number
  readonly workers: number
  readonly postgresUrl?: string
  /** Between two tries of the revoked key; 25 ms unless given. */
  readonly pauseMs?: number
  readonly note: (text: string) => void
}

export interface DrillReport {
  readonly calls: number
  readonly failed: number
  /** Why, with how many of each. */
  readonly failures: Readonly<Partial<Record<RefusalReason, number>>>
  readonly rotations: number
  /** Seen by a client that connected afterwards. */
  readonly certificateReloads: number
  readonly seconds: number
  /** Keys that were revoked. */
  readonly revoked: number
  readonly deadlineMs: number
  readonly acceptedAfterDeadline: number
  readonly effectiveAfterMs: number
  /** At the coordinator's own door, and at another one over the same database. */
  readonly doors: Readonly<Record<string, RevocationReport>>
  readonly database: 'embedded' | 'postgresql'
}

const deadlineMs = 5_000
const reloads = 2

export async function drillRotation(options: DrillOptions, world: World): Promise<DrillReport> {
  const { folder, postgresUrl, pauseMs = 25, note } = options
  const authority = await createAuthority(path.join(folder, 'authority'), world.nowMs())
  const dataDir = path.join(folder, 'coordinator')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const running = await openDrillCoordinator({ dataDir, postgresUrl, tls: await issued(authority) }, note)
  const further = await running.openFurtherDoor()
  const opened: { close(): Promise<void> }[] = [further, running]
  try {
    const tls = { ca: await readFile(authority.caFile, 'utf8') }
    const place = { folder, address: running.address, audience: toHex(running.identityKey), tls }
    const operator = operatorOf(place, running.operatorKeystorePath, world)
    const members = [operator]
    for (const [name, role] of [
      ['buyer-1', 'buyer'],
      ['holder-1', 'holder'],
      ['holder-2', 'holder'],
    ] as const)
      members.push(await enrolMember(place, operator, name, role, world))
    opened.unshift(...members.map(({ port }) => port))
    note(`${members.length} members, ${options.workers} workers, ${options.calls} calls`)
    const load = await callUnderTurnover({ ...options, place, members, running, authority, world })
    note(
      `${load.failed} of ${load.calls} calls failed; one key is revoked and tried for ${deadlineMs / 1000} s`,
    )
    const member = members[1]!
    const elsewhere = drillPort({ ...place, address: further.address }, member.ring, world)
    opened.unshift(elsewhere)
    const gates = [
      { name: 'own', port: member.port },
      { name: 'further', port: elsewhere },
    ]
    const doors = await revokeAndCall({
      operator,
      member,
      gates,
      deadlineMs,
      pauseMs,
      nowMs: () => performance.now(),
    })
    const reports = Object.values(doors)
    return {
      ...load,
      revoked: 1,
      deadlineMs,
      acceptedAfterDeadline: reports.reduce((sum, { acceptedAfterDeadline: late }) => sum + late, 0),
      effectiveAfterMs: Math.round(Math.max(...reports.map(({ effectiveAfterMs }) => effectiveAfterMs))),
      doors,
      database: postgresUrl === undefined ? 'embedded' : 'postgresql',
    }
  } finally {
    for (const each of opened) await each.close()
  }
}

async function issued(authority: Authority) {
  const { certificate, key } = await authority.issueServer()
  return { certificate: await readFile(certificate), key: await readFile(key) }
}

interface Turnover extends DrillOptions {
  readonly place: DrillPlace
  readonly members: readonly DrillMember[]
  readonly running: RunningCoordinator
  readonly authority: Authority
  readonly world: World
}

/** The calls, and between them, spread evenly, every rotation and every reload. */
async function callUnderTurnover(turnover: Turnover) {
  const { calls, workers, members } = turnover
  const startedMs = performance.now()
  const failures: Partial<Record<RefusalReason, number>> = {}
  let made = 0
  let done = 0
  let failed = 0

  async function work(): Promise<void> {
    while (made < calls) {
      const turn = made++
      const member = members[turn % members.length]!
      // Three reads to a write.
      const answer = await (turn % 16 < 4 ? member.write() : member.read()).catch(error =>
        refused('internal', String(error)),
      )
      done += 1
      if (answer.kind === 'granted') continue
      failed += 1
      failures[answer.reason] = (failures[answer.reason] ?? 0) + 1
    }
  }

  async function reached(share: number): Promise<void> {
    while (done < calls * share) await new Promise(resolve => setTimeout(resolve, 5))
  }

  async function turnKeys(): Promise<number> {
    for (const [i, member] of members.entries()) {
      await reached((i + 1) / (members.length + 2))
      await rotate(member, turnover)
    }
    return members.length
  }

  async function turnCertificates(): Promise<number> {
    let seen = 0
    for (let i = 0; i < reloads; i++) {
      await reached((i + 1) / (reloads + 1))
      if (await reload(turnover)) seen += 1
    }
    return seen
  }

  const [rotations, certificateReloads] = await Promise.all([
    turnKeys(),
    turnCertificates(),
    ...Array.from({ length: workers }, work),
  ])
  const seconds = Math.round(performance.now() - startedMs) / 1000
  return {
    calls: done,
    failed,
    failures,
    rotations: rotations!,
    certificateReloads: certificateReloads!,
    seconds,
  }
}

async function rotate({ ring, port }: DrillMember, { place, world }: Turnover): Promise<void> {
  const destination = { environment: drillEnvironment, audience: place.audience }
  taken(await rotateRing({ ring, port, destination, random: world.random, cost: drillCost }))
}

/** Replaces the server's certificate; whether a client that connects now is shown it. */
async function reload({ running, authority, place }: Turnover): Promise<boolean> {
  const tls = await issued(authority)
  running.reloadTls(tls)
  const shown = await certificateShown(place.address, place.tls)
  return tls.certificate.toString().includes(shown.raw.toString('base64').slice(0, 60))
}

function certificateShown(address: string, { ca }: ClientTls): Promise<PeerCertificate> {
  const { host, port } = readAddress(address)
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ca, ALPNProtocols: ['h2'] }, () => {
      resolve(socket.getPeerCertificate())
      socket.end()
    })
    socket.on('error', reject)
  })
}
