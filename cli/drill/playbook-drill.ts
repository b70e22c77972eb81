/** Practises every playbook against an incident that is really made: one coordinator, real members, a thief for each. */
import type { World } from '../world.ts'
import {
  type IncidentReport,
  practiseDeparture,
  practiseLeakedCoordinatorKey,
  practiseLeakedKey,
  practiseReplayStorm,
  practiseStolenApiKey,
  prepareBounty,
} from './playbook-incidents.ts'
import { type AddPlaybooks, openPlaybookStage, type PlaybookStage } from './playbook-stage.ts'

export interface PlaybookDrillReport {
  readonly playbooks: Readonly<Record<string, IncidentReport>>
  /** Calls with what was stolen that were let in after the step that contains was over, of all incidents. */
  readonly acceptedAfter: number
  readonly allChecksHold: boolean
  readonly seconds: number
}

export interface PlaybookDrillOptions {
  /** An empty one; reports are left in it. */
  readonly folder: string
  readonly addPlaybooks: AddPlaybooks
  /** How often the captured request is sent again before the playbook; 200 unless given. */
  readonly resends?: number
  readonly note: (text: string) => void
  /** Told when all is over and the coordinator still runs. */
  readonly atEnd?: (stage: PlaybookStage) => Promise<void>
}

export async function drillPlaybooks(
  { folder, addPlaybooks, resends = 200, note, atEnd }: PlaybookDrillOptions,
  world: World,
): Promise<PlaybookDrillReport> {
  const startedMs = world.nowMs()
  const stage = await openPlaybookStage(folder, addPlaybooks, world, note)
  try {
    const { buyer, holders } = stage
    await prepareBounty(stage)
    const playbooks = {
      'replay-storm': await practiseReplayStorm(stage, resends),
      'leaked-key': await practiseLeakedKey(stage, holders[1]!),
      'stolen-api-key': await practiseStolenApiKey(stage, buyer),
      'departed-employee': await practiseDeparture(stage, holders[2]!),
      'leaked-coordinator-key': await practiseLeakedCoordinatorKey(stage),
    }
    await atEnd?.(stage)
    const reports: readonly IncidentReport[] = Object.values(playbooks)
    return {
      playbooks,
      acceptedAfter: reports.reduce((sum, { acceptedAfter }) => sum + acceptedAfter, 0),
      allChecksHold: reports.every(({ ok, checks, held }) => ok && checks === held),
      seconds: (world.nowMs() - startedMs) / 1_000,
    }
  } finally {
    await stage.close()
  }
}
