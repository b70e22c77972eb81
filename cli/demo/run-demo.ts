/**
 * The main job on one machine: a coordinator, hospitals and evaluators as separate processes, mutual TLS between them, real
 * digits, real deaths. This process is the operator, the buyer and the narrator; it sees what those may see.
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { toHex } from '../../aggregation/index.ts'
import type { ParleyEvent } from '../../protos/events.ts'
import { readBountyDocument } from '../bounty-document.ts'
import { postBounty } from '../commands/bounty-post.ts'
import { eventsOf } from '../commands/bounty-watch.ts'
import { CommandError } from '../errors.ts'
import { unitsText } from '../output.ts'
import type { World } from '../world.ts'
import { type Agents, type Death, startAgents } from './agents.ts'
import { bountyPage, type PostedEvaluator } from './bounty-page.ts'
import { buyer, castOf, type Drill, drillsFor, evaluators, type Hospital } from './cast.ts'
import { createAuthority } from './certificates.ts'
import { type DemoFolder, prepareDemoFolder } from './demo-folder.ts'
import { evaluatorAgent, holderAgent } from './holders.ts'
import { enrolBuyer, enrolEvaluator, enrolHospital, type Member, openOperator } from './members.ts'
import type { Narrator } from './narrator.ts'
import { introductionText } from './reasons.ts'
import { type DemoOutcome, gatherOutcome } from './results.ts'
import { type Service, startService } from './service.ts'
import { type Shards, writeShards } from './shards.ts'
import { createStory } from './story.ts'

export interface DemoSettings {
  readonly folder: string
  readonly holders: number
  readonly rounds: number
  readonly seed: number
  readonly drills: boolean
  /** Kill the coordinator when it has closed the masked updates of this round. */
  readonly killCoordinatorInRound: number | undefined
}

export interface Demo {
  readonly outcome: DemoOutcome
  readonly folder: DemoFolder
  readonly consoleUrl: string
  /** Ends the coordinator, which runs on so that the console can be looked at. */
  close(): Promise<void>
}

const limitMs = 15 * 60_000
const agentsEndLimitMs = 60_000
const depositUnits = 1_500_000n
const stakeUnits = 1_000n

/** Plays the demonstration to its end. Whatever goes wrong, no process is left behind. */
export async function runDemo(settings: DemoSettings, world: World, narrator: Narrator): Promise<Demo> {
  const startMs = world.nowMs()
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  const failure = new AbortController()
  const limit = AbortSignal.timeout(limitMs)
  const signal = AbortSignal.any([world.stop, failure.signal, limit])
  const stage: Stage = { settings, world, narrator, signal, closers, onLost: error => failure.abort(error) }
  try {
    const setting = await prepare(stage)
    const played = await play(stage, setting)
    const outcome = await gatherOutcome({
      ...setting,
      ...played,
      buyer: setting.buyer,
      operatorPort: setting.operator.port,
      coordinatorKey: setting.service.coordinatorKey,
      consoleUrl: setting.service.consoleUrl,
      elapsedSeconds: () => Math.round((world.nowMs() - startMs) / 100) / 10,
      narrator,
      signal,
    })
    return { outcome, folder: setting.folder, consoleUrl: setting.service.consoleUrl, close }
  } catch (error) {
    await close()
    if (world.stop.aborted)
      throw new CommandError('interrupted; every process of the demonstration was ended', 'interrupted')
    if (failure.signal.aborted) throw failure.signal.reason
    if (limit.aborted)
      throw new CommandError('the demonstration did not finish in a quarter of an hour', 'too-slow')
    throw error
  }
}

interface Stage {
  readonly settings: DemoSettings
  readonly world: World
  readonly narrator: Narrator
  readonly signal: AbortSignal
  readonly closers: (() => Promise<void>)[]
  readonly onLost: (error: Error) => void
}

interface Setting {
  readonly folder: DemoFolder
  readonly cast: readonly Hospital[]
  readonly drills: readonly Drill[]
  readonly shards: Shards
  readonly service: Service
  readonly operator: Member
  readonly buyer: Member
  readonly bountyId: string
}

/** Folder, certificates, coordinator, records, members, bounty. */
async function prepare(stage: Stage): Promise<Setting> {
  const { settings, world, narrator, signal, closers, onLost } = stage
  const passphrase = toHex(world.random.bytes(16))
  const folder = await prepareDemoFolder(settings.folder, passphrase)
  const cast = castOf(settings.holders)
  const drills = settings.drills ? drillsFor(cast.length, settings.rounds) : []
  narrator.heading(
    `Parley: ${cast.length} hospitals, ${evaluators.length} evaluators, one buyer, one coordinator; everything is under ${folder.root}`,
  )
  const authority = await createAuthority(folder.certificates, world.nowMs())
  const server = await authority.issueServer()
  narrator.line('The coordinator starts: a process of its own, mutual TLS, books in an embedded database.')
  const [service, shards] = await Promise.all([
    startService({ folder, server, caFile: authority.caFile, narrator, world, onLost }),
    writeShards(folder, cast, settings.seed),
  ])
  closers.push(() => service.stop())
  signal.throwIfAborted()
  narrator.line(`Console: ${service.consoleUrl}`)
  for (const hospital of cast) narrator.line(`  ${introductionText(hospital)}`)
  if (settings.drills && drills.length === 0)
    narrator.line('Nobody is killed: no group could spare anybody, or no round is left to come back in.')
  const { address, coordinatorKey } = service
  const members = { folder, authority, address, coordinatorKey, passphrase, world }
  const operator = await openOperator(members)
  closers.push(() => operator.port.close())
  const bountyBuyer = await enrolBuyer(members, operator, depositUnits)
  closers.push(() => bountyBuyer.port.close())
  for (const hospital of cast) await enrolHospital(members, operator, hospital)
  const judges: PostedEvaluator[] = []
  for (const evaluator of evaluators) {
    const key = await enrolEvaluator(members, operator, evaluator, stakeUnits)
    judges.push({ organisation: evaluator.organisation, key })
  }
  narrator.line(
    `All are enrolled by invitation; ${buyer.displayName} has paid in ${unitsText(depositUnits)} units.`,
  )
  signal.throwIfAborted()
  const bountyId = await post(stage, folder, bountyBuyer, judges)
  return { folder, cast, drills, shards, service, operator, buyer: bountyBuyer, bountyId }
}

async function post(
  { settings, world, narrator }: Stage,
  folder: DemoFolder,
  member: Member,
  judges: readonly PostedEvaluator[],
): Promise<string> {
  const { rounds, holders, seed } = settings
  const file = path.join(folder.root, 'bounty.yaml')
  const target = targetFor(rounds)
  const page = bountyPage({ rounds, holders, seed, target, evaluators: judges, stakeUnits })
  await writeFile(file, page)
  const document = await readBountyDocument(file)
  const { bountyId, escrowedUnits } = await postBounty(member, document, world)
  narrator.line(
    `${buyer.displayName} posts a bounty: ${100 * document.terms.acceptance.target} % of ${document.terms.acceptance.testSet.examples.toLocaleString('en')} digits nobody trains on, ` +
      `for ${unitsText(escrowedUnits)} units, now in escrow.`,
  )
  return bountyId
}

/** What so few rounds can reach, with a margin. */
function targetFor(rounds: number): number {
  if (rounds >= 16) return 0.8
  return rounds >= 8 ? 0.7 : 0.2
}

interface Played {
  readonly verifiedByHolders: number
  readonly deaths: readonly Death[]
}

/** Starts the agents and follows the bounty to its end. */
async function play(stage: Stage, setting: Setting): Promise<Played> {
  const { narrator, signal, closers, onLost } = stage
  const { folder, cast, drills, operator, bountyId } = setting
  const story = createStory(cast, narrator)
  const judges = evaluators.map(evaluator => evaluatorAgent(folder, evaluator, bountyId))
  const agents = startAgents({
    folder,
    agents: [...cast.map(hospital => holderAgent(folder, hospital)), ...judges],
    drills,
    narrator,
    onLine: (organisation, line) =>
      judges.some(judge => judge.organisation === organisation)
        ? story.tellEvaluator(organisation, line)
        : story.tellHolder(organisation, line),
    onLost,
  })
  closers.push(() => agents.stop())
  narrator.line(`${cast.length + judges.length} agents start, each a process of its own.`)
  const react = openReactions(stage, setting, agents)
  let hasEnded = false
  for await (const event of eventsOf(operator.port, bountyId, signal)) {
    story.tellEvent(event)
    await react(event)
    hasEnded = event.kind === 'bounty-ended'
  }
  signal.throwIfAborted()
  if (!hasEnded) throw new CommandError('the coordinator’s events broke off before the bounty ended')
  const tooLate = new Promise<never>((_, reject) => {
    setTimeout(
      () => reject(new CommandError('an agent did not end after the bounty had; see its log')),
      agentsEndLimitMs,
    ).unref()
  })
  await Promise.race([agents.allDone(), tooLate])
  narrator.progress('')
  return { verifiedByHolders: story.verifiedReceipts(), deaths: agents.deaths() }
}

/** The drills' second halves: who was killed comes back when the round is over; the coordinator dies on its cue, once. */
function openReactions(
  { settings, narrator }: Stage,
  { service }: Setting,
  agents: Agents,
): (event: ParleyEvent) => Promise<void> {
  let roundOfDeath = settings.killCoordinatorInRound
  return async event => {
    if (event.kind === 'round-completed') {
      for (const { organisation, drill } of agents.deaths()) {
        if (drill.round !== event.round) continue
        narrator.drill(`Round ${event.round} is complete although ${organisation} died; it is started again.`)
        agents.restart(organisation)
      }
    }
    // The restarted coordinator tells of the stage again.
    if (event.kind === 'stage-opened' && event.stage === 'survivors' && event.round === roundOfDeath) {
      roundOfDeath = undefined
      narrator.drill(
        'Drill: the coordinator is killed (SIGKILL) with all masked updates in hand, and started again.',
      )
      await service.killAndRestart()
      narrator.drill('The coordinator is back, on the same folder and port.')
    }
  }
}
