/** Where requests are sent again: a coordinator and another door over its database, members in the roles that it takes, and their clock. */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { generateSigner, type RandomSource, type Signer, toHex } from '../../aggregation/index.ts'
import { openRawLine, type RawAnswer, type RawLine, type RawRequest } from '../../client/index.ts'
import type { DoorCheck } from '../../coordinator/index.ts'
import { mayCall, type OperationName, operations } from '../../protos/operations.ts'
import { type Role, roles } from '../../protos/types.ts'
import { type Authority, createAuthority } from '../demo/certificates.ts'
import type { World } from '../world.ts'
import { drillEnvironment, enrolMember, operatorOf } from './drill-cast.ts'
import { openDrillCoordinator } from './drill-coordinator.ts'

/** Somebody that signs. */
export interface Hand {
  /** `stranger`: enrolled nowhere. */
  readonly role: Role | 'stranger'
  readonly signer: Signer
}

/** What the door made of a request. */
export type Outcome = 'admitted' | DoorCheck

export interface Judged {
  readonly answers: readonly RawAnswer[]
  /** In the order in which the doors came to them. */
  readonly outcomes: readonly Outcome[]
}

export type DoorName = 'own' | 'further'

export interface ReplayStage {
  readonly destination: { readonly environment: string; readonly audience: string }
  readonly random: RandomSource
  readonly hands: readonly Hand[]
  readonly stranger: Hand
  /** The clock of everybody, the coordinator's too. It stands still until it is moved on: a slow machine moves no request out of its window. */
  readonly clock: { nowMs(): number; moveOn(byMs: number): void }
  /** Sends all at once and says what the doors made of them; a stream that was let in is given up. */
  send(requests: readonly (readonly [DoorName, RawRequest])[]): Promise<Judged>
  close(): Promise<void>
}

export interface ReplayStageOptions {
  readonly folder: string
  readonly operations: readonly OperationName[]
  readonly postgresUrl?: string
  readonly note: (text: string) => void
}

export async function setReplayStage(options: ReplayStageOptions, world: World): Promise<ReplayStage> {
  const { folder, postgresUrl, note } = options
  const authority = await createAuthority(path.join(folder, 'authority'), world.nowMs())
  const dataDir = path.join(folder, 'coordinator')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const { realWorld } = await import('../../coordinator/index.ts')
  let standsAtMs = world.nowMs()
  const clock = {
    nowMs: () => standsAtMs,
    moveOn: (byMs: number) => {
      standsAtMs += byMs
    },
  }
  let outcomes: Outcome[] = []
  let onAdmitted: () => void = () => undefined
  const running = await openDrillCoordinator(
    {
      ...{ dataDir, postgresUrl, tls: await issued(authority) },
      world: { ...realWorld(world.random), nowMs: clock.nowMs },
      onJudged: ({ method }, outcome) => {
        outcomes.push(outcome)
        if (outcome === 'admitted' && operations[method].kind === 'watch') setImmediate(onAdmitted)
      },
    },
    note,
  )
  const further = await running.openFurtherDoor()
  const opened: { close(): Promise<void> | void }[] = [further, running]
  const close = async () => {
    for (const each of opened) await each.close()
  }
  try {
    const tls = { ca: await readFile(authority.caFile, 'utf8') }
    const place = { folder, address: running.address, audience: toHex(running.identityKey), tls }
    const operator = operatorOf(place, running.operatorKeystorePath, world)
    opened.unshift(operator.port)
    const hands: Hand[] = [{ role: 'operator', signer: operator.ring.current().signer }]
    for (const role of rolesFor(options.operations)) {
      const member = await enrolMember(place, operator, `the-${role}`, role, world)
      opened.unshift(member.port)
      hands.push({ role, signer: member.ring.current().signer })
    }
    const lines: Readonly<Record<DoorName, RawLine>> = {
      own: openRawLine(running.address, tls),
      further: openRawLine(further.address, tls),
    }
    opened.unshift(...Object.values(lines))
    return {
      destination: { environment: drillEnvironment, audience: place.audience },
      random: world.random,
      hands,
      stranger: { role: 'stranger', signer: generateSigner(world.random).signer },
      clock,
      async send(requests) {
        outcomes = []
        const each = requests.map(([door, request]) => ({ door, request, giveUp: new AbortController() }))
        onAdmitted = () => {
          for (const { giveUp } of each) giveUp.abort()
        }
        const answers = await Promise.all(
          each.map(({ door, request, giveUp }) => lines[door].send(request, giveUp.signal)),
        )
        return { answers, outcomes }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Beside the operator, whom the coordinator makes: enough that each operation has one that may call it, and most one that may not. */
function rolesFor(names: readonly OperationName[]): readonly Role[] {
  const chosen: Role[] = ['operator', 'researcher']
  for (const name of names) {
    const role = roles.find(each => mayCall(name, each))
    if (role !== undefined && !chosen.some(each => mayCall(name, each))) chosen.push(role)
  }
  return chosen.slice(1)
}

async function issued(authority: Authority) {
  const { certificate, key } = await authority.issueServer()
  return { certificate: await readFile(certificate), key: await readFile(key) }
}
