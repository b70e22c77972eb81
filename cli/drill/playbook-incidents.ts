/** The incidents of the drill, each really made, and each ended by its playbook while the thief goes on. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { keyIdOf, toHex } from '../../aggregation/index.ts'
import { openGrpcPort, openKeyRing, systemClock } from '../../client/index.ts'
import { operations } from '../../protos/operations.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { taken } from '../connect.ts'
import { type DrillBounty, joinDrillBounty, postDrillBounty } from './drill-bounty.ts'
import { type DrillMember, drillEnvironment, drillPassphrase, drillPort } from './drill-cast.ts'
import { hasOtherNetwork, openThiefLine } from './middlebox.ts'
import type { PlaybookStage, PlayedCommand } from './playbook-stage.ts'
import { startThief, type Thief } from './thief.ts'

export interface IncidentReport {
  /** As the command's exit code has it. */
  readonly ok: boolean
  readonly checks: number
  readonly held: number
  readonly secondsToContain: number | null
  /** Calls with what was stolen: all; let in before the step that contains was over; and after. */
  readonly tries: number
  readonly acceptedBefore: number
  readonly acceptedAfter: number
}

const pauseMs = 40
/** Calls of the thief that were let in before anybody notices. */
const lead = 3
/** And such that it tries when the playbook is over. */
const after = 5

/** The operator pays in, the buyer posts, three holders join: one of them through the machine on the way. */
export async function prepareBounty({
  operator,
  buyer,
  holders,
  world,
}: PlaybookStage): Promise<DrillBounty> {
  const request = { organisation: buyer.organisation, amountUnits: 200_000n, memo: 'drill' }
  taken(await operator.port.deposit(request, { idempotencyKey: 'drill-deposit' }))
  const bounty = await postDrillBounty(buyer, world)
  for (const { port, ring } of holders) await joinDrillBounty(port, ring.current().signer, bounty, world)
  return bounty
}

/** What joined a bounty is captured on the way and sent again, from another network. */
export async function practiseReplayStorm(stage: PlaybookStage, resends: number): Promise<IncidentReport> {
  const { place, middlebox, world, play } = stage
  const [captured] = middlebox.captured(operations.joinBounty.path)
  if (captured === undefined) throw new Error('nothing was captured on the way')
  const line = openThiefLine(place.address, place.tls.ca)
  let letIn = 0
  for (let i = 0; i < resends; i++) if (await line.resend(captured)) letIn += 1
  const thief = startThief({ call: () => line.resend(captured), pauseMs, nowMs: world.nowMs })
  const revoking = hasOtherNetwork ? ['--revoke-keys'] : []
  const played = await play(['replay-storm', '--since', '10m', ...revoking, ...reportTo(stage, 'storm')])
  await thief.tried(after)
  await thief.stop()
  line.close()
  const report = told(played, thief)
  // A copy is let in at no time, before or after.
  const accepted = letIn + report.acceptedBefore + report.acceptedAfter
  return { ...report, tries: report.tries + resends, acceptedBefore: 0, acceptedAfter: accepted }
}

/** The thief has a copy of the home, and its passphrase. */
export async function practiseLeakedKey(stage: PlaybookStage, member: DrillMember): Promise<IncidentReport> {
  const { play } = stage
  const { port, thief } = await impersonate(stage, member)
  // What would stay behind: an API key of the thief's own.
  taken(await port.issueApiKey({ name: 'a back door', scope: ['log'], lifeMs: 0 }))
  await thief.succeeded(lead)
  const keyId = toHex(keyIdOf(member.ring.current().signer.publicKey))
  const played = await play([
    'leaked-key',
    keyId,
    '--since',
    '1h',
    '--invite',
    ...reportTo(stage, 'leaked-key'),
  ])
  await thief.tried(after)
  await thief.stop()
  await port.close()
  return told(played, thief)
}

/** Whoever left has the home still, an API key, and an invitation that nobody used. */
export async function practiseDeparture(stage: PlaybookStage, member: DrillMember): Promise<IncidentReport> {
  const { play, operator } = stage
  const { organisation } = member
  const { port, thief } = await impersonate(stage, member)
  taken(await port.issueApiKey({ name: 'at home', scope: ['bounties'], lifeMs: 0 }))
  taken(await port.addSecondFactor({ code: '' }))
  taken(await operator.port.invite({ organisation, role: 'data-owner', validForMs: 3_600_000 }))
  await thief.succeeded(lead)
  const played = await play([
    'departed-employee',
    organisation,
    '--successor',
    ...reportTo(stage, 'departed'),
  ])
  await thief.tried(after)
  await thief.stop()
  await port.close()
  return told(played, thief)
}

/** The text of an API key was in a file that others read. */
export async function practiseStolenApiKey(
  stage: PlaybookStage,
  owner: DrillMember,
): Promise<IncidentReport> {
  const { place, world, play } = stage
  const { apiKey, text } = taken(
    await owner.port.issueApiKey({ name: 'dashboard', scope: ['books', 'log'], lifeMs: 0 }),
  )
  const keyFile = path.join(place.folder, 'found.txt')
  await writeFile(keyFile, `${text}\n`, { mode: 0o600 })
  const port = openGrpcPort({
    ...{ address: place.address, tls: place.tls, environment: drillEnvironment, audience: place.audience },
    ...{ clock: systemClock, random: world.random, apiKey: text },
  })
  const call = async () => (await port.getBalances({ organisation: '' })).kind === 'granted'
  const thief = startThief({ call, pauseMs, nowMs: world.nowMs })
  await thief.succeeded(lead)
  const played = await play([
    'stolen-api-key',
    apiKey.id,
    '--key-file',
    keyFile,
    ...reportTo(stage, 'api-key'),
  ])
  await thief.tried(after)
  await thief.stop()
  await port.close()
  return told(played, thief)
}

/** Nobody forges anything here: what is practised is that what was true is kept, and can be shown. */
export async function practiseLeakedCoordinatorKey(stage: PlaybookStage): Promise<IncidentReport> {
  const { place, keptHead, world, play } = stage
  const out = path.join(place.folder, 'kept')
  const played = await play([
    'leaked-coordinator-key',
    '--head',
    keptHead,
    '--out',
    out,
    ...reportTo(stage, 'coordinator-key'),
  ])
  const idle = startThief({ call: async () => false, pauseMs, nowMs: world.nowMs })
  await idle.stop()
  return { ...told(played, idle), tries: 0 }
}

/** A port over the keys of a member, as a copy of its home has them, and somebody who calls by it: reads, and changes. */
async function impersonate(
  { place, world }: PlaybookStage,
  member: DrillMember,
): Promise<{ readonly port: CoordinatorPort; readonly thief: Thief }> {
  const { organisation } = member
  const copy = openKeyRing(path.join(place.folder, organisation, 'keystore.json'), drillPassphrase)
  const port = drillPort(place, copy, world)
  const identityKey = copy.current().signer.publicKey
  // Enrolling again, as who one is, is answered as the first time, and written down like any change.
  const change = () => port.enrol({ invitation: '', organisation, displayName: organisation, identityKey })
  let turn = 0
  const call = async () => (await (turn++ % 2 === 0 ? change() : port.getRegistry({}))).kind === 'granted'
  return { port, thief: startThief({ call, pauseMs, nowMs: world.nowMs }) }
}

function reportTo({ place }: PlaybookStage, name: string): readonly string[] {
  return ['--report', path.join(place.folder, `${name}.json`)]
}

function told({ isInOrder, result }: PlayedCommand, thief: Thief): IncidentReport {
  const checks = result.steps.flatMap(step => step.checks)
  const { secondsToContain, startedAtMs } = result
  const containedAtMs = secondsToContain === null ? startedAtMs : startedAtMs + 1_000 * secondsToContain
  const { before, after } = thief.accepted(containedAtMs)
  return {
    ...{
      ok: isInOrder && result.ok,
      checks: checks.length,
      held: checks.filter(({ holds }) => holds).length,
    },
    ...{ secondsToContain, tries: thief.tries, acceptedBefore: before, acceptedAfter: after },
  }
}
