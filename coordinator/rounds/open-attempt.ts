/**
 * One attempt at one round, from its opening to the end of its last group: where the terms divide the cohort a draw
 * cuts it first, then every group has a desk of its own; else there is one group. Groups do not wait for one another.
 */
import {
  type AttemptContext,
  type secureDraw,
  type secureServer,
  toHex,
  undividedCohort,
} from '../../aggregation/index.ts'
import type { AttemptRef } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import { createQueue } from '../queue.ts'
import { type CohortMember, type DroppedMember, openPresence } from './cohort.ts'
import { type DrawDesk, drawDropouts, openDrawDesk } from './draw-desk.ts'
import { type GroupDesk, groupDropouts, openGroupDesk } from './group-desk.ts'
import { type StageWord, stageWords } from './phases/index.ts'
import { openWatchers } from './watchers.ts'

/** What names an attempt, before there are groups. */
export type AttemptPlace = Omit<AttemptRef, 'group'>

/** Where an attempt stands, for people; of the groups, those that are furthest back. */
export interface LiveAttempt {
  readonly round: number
  readonly attempt: number
  readonly stage: StageWord | 'settle'
  readonly expected: readonly string[]
  readonly received: readonly string[]
  readonly missing: readonly string[]
  readonly progress: Readonly<Record<string, number>>
  readonly deadlineMs: number
}

/** A group that is decided: ready to be summed, or aborted. */
export interface EndedGroup {
  readonly desk: GroupDesk
  readonly state: secureServer.Unmasked | secureServer.ServerAborted
}

export type AttemptEnd =
  | { readonly kind: 'groups'; readonly groups: readonly EndedGroup[] }
  /** Too few committed to a seed, or some who did showed none. */
  | { readonly kind: 'no-partition'; readonly reason: secureDraw.DrawFailed['reason'] }

export interface AttemptFacts {
  readonly place: AttemptPlace
  readonly context: secureDraw.DrawContext
  readonly cohort: readonly CohortMember[]
  /** Examples of all who take part in the bounty, whether drawn for this round or not. */
  readonly weightOfAll: number
  /** SHA-256 of the model file the members start from. */
  readonly modelBlob: Uint8Array
  /** To which the members clip, where it follows the updates. */
  readonly clipNorm: number | undefined
  /** How the cohort is drawn into groups; absent when it is one group. */
  readonly rules: secureDraw.DrawRules | undefined
  /** Of a group of so many, how many must be in its roster. */
  readonly minimumRosterOf: (drawn: number) => number
  readonly openedMs: number
  /** Called once, when every group is decided. */
  readonly onOver: (end: AttemptEnd) => void
  /** Called when the log could not be written: the attempt must be opened again from it. */
  readonly onBroken: () => void
}

export interface OpenAttempt {
  readonly place: AttemptPlace
  readonly context: secureDraw.DrawContext
  readonly cohort: readonly CohortMember[]
  readonly weightOfAll: number
  memberOf(organisation: string): CohortMember | undefined
  readonly modelBlob: Uint8Array
  readonly clipNorm: number | undefined
  readonly isDivided: boolean
  /** Absent when the cohort is not divided. */
  draw(): DrawDesk | undefined
  /** The partition, once it is drawn. */
  partition(): secureDraw.Partition | undefined
  /** None before the partition is drawn. */
  groups(): readonly GroupDesk[]
  /** Whether its first stage is open, so that holders may still begin. */
  isOpening(): boolean
  /** When its first stage closes. */
  deadlineMs(): number
  /** The member was heard of. */
  touch(organisation: string): void
  report(organisation: string, stage: string, permille: number): void
  /** Resolves when the groups are open, or after `waitMs`. */
  groupsOpened(waitMs: number): Promise<boolean>
  dropouts(): readonly DroppedMember[]
  live(): LiveAttempt
  /** Ends every group for good and records it. */
  stop(): Promise<void>
  /** Stops the clocks; the attempt goes on when the coordinator is started again. */
  close(): Promise<void>
}

export async function openAttempt(parts: Parts, facts: AttemptFacts): Promise<OpenAttempt> {
  const { place, context, cohort, rules } = facts
  const isDivided = rules !== undefined
  const { bountyId, round, attempt } = place
  const watchers = openWatchers(parts.world.after)
  const presence = openPresence(cohort, parts.world, parts.silenceMs)
  const queue = createQueue()
  const byName = new Map(cohort.map(member => [member.organisation, member]))
  const progress: Record<string, number> = {}
  const ended = new Map<number, EndedGroup>()
  let draw: DrawDesk | undefined
  let groups: readonly GroupDesk[] = []
  let isClosed = false
  let isBroken = false

  // Several desks may break at once: the attempt is opened again once.
  const common = { presence, onBroken: breakOnce }

  function breakOnce(): void {
    if (isBroken) return
    isBroken = true
    facts.onBroken()
  }

  async function openGroup(group: number, members: readonly CohortMember[], partition: Uint8Array) {
    const ref = { ...place, group }
    // A group begins when the draw that made it closed, also after a restart.
    const openedMs = draw === undefined ? facts.openedMs : draw.deadlineMs()
    const groupContext: AttemptContext = { ...context, group, partition }
    const onOver = (state: secureServer.ServerState) => noteEnd(group, state)
    return openGroupDesk(parts, {
      ...common,
      ref,
      context: groupContext,
      cohort: members,
      isDivided,
      minimumRoster: isDivided ? facts.minimumRosterOf(members.length) : 0,
      openedMs,
      onOver,
    })
  }

  /** All desks exist before anyone can learn of its group. */
  async function openGroups(partition: secureDraw.Partition): Promise<void> {
    const byKey = new Map(cohort.map(member => [toHex(member.identityKey), member]))
    const opened: GroupDesk[] = []
    try {
      for (const [i, keys] of partition.groups.entries()) {
        const members = keys.map(key => byKey.get(toHex(key))!)
        opened.push(await openGroup(i + 1, members, partition.hash))
      }
    } catch (error) {
      // None is left ticking: the attempt is opened again as a whole.
      await Promise.all(opened.map(desk => desk.close()))
      throw error
    }
    groups = opened
    watchers.notify()
    // Whoever waits for the partition is told of it only now that its group is there.
    draw?.nudge()
  }

  function noteEnd(group: number, state: secureServer.ServerState): void {
    if (state.phase !== 'unmasking' && state.phase !== 'aborted') {
      throw new Error(`group ${group} is said to be over while it is ${state.phase}`)
    }
    // A desk may be decided before the last of its neighbours is opened.
    void queue.run(async () => {
      ended.set(group, { desk: groups[group - 1]!, state })
      if (ended.size < groups.length) return
      const inOrder = groups.map((_, i) => ended.get(i + 1)!)
      facts.onOver({ kind: 'groups', groups: inOrder })
    })
  }

  function noteDraw(state: secureDraw.DrawState): void {
    if (state.phase === 'cut') divide(state.partition)
    else if (state.phase === 'failed') facts.onOver({ kind: 'no-partition', reason: state.reason })
  }

  function divide(partition: secureDraw.Partition): void {
    const members = partition.groups.reduce((sum, { length }) => sum + length, 0)
    queue
      .run(async () => {
        if (isClosed) return
        await openGroups(partition)
        const { length } = partition.groups
        parts.events.publish({ ...place, kind: 'cohort-divided', members, groups: length })
      })
      .catch(error => {
        parts.journal.error({ ...place, error: String(error) }, 'the groups of a cohort could not be opened')
        breakOnce()
      })
  }

  if (rules !== undefined) {
    const ref = { ...place, group: 0 }
    draw = await openDrawDesk(parts, {
      ...common,
      ref,
      context,
      rules,
      cohort,
      openedMs: facts.openedMs,
      onOver: noteDraw,
    })
  } else {
    groups = [await openGroup(1, cohort, undividedCohort)]
  }

  const desks = () => (draw === undefined ? groups : [draw, ...groups])
  return {
    place,
    context,
    cohort,
    weightOfAll: facts.weightOfAll,
    memberOf: organisation => byName.get(organisation),
    modelBlob: facts.modelBlob,
    clipNorm: facts.clipNorm,
    isDivided,
    draw: () => draw,
    partition: () => {
      const state = draw?.state()
      return state?.phase === 'cut' ? state.partition : undefined
    },
    groups: () => groups,
    isOpening: () => (draw ?? groups[0]!).stage() === (isDivided ? 'commit' : 'advertise'),
    deadlineMs: () => (draw ?? groups[0]!).deadlineMs(),
    touch: presence.touch,
    report(organisation, stage, permille) {
      presence.touch(organisation)
      if (progress[organisation] === permille) return
      progress[organisation] = permille
      parts.events.publish({
        bountyId,
        round,
        attempt,
        kind: 'member-progress',
        stage,
        organisation,
        permille,
      })
    },
    groupsOpened: waitMs => watchers.wait(() => groups.length > 0 || isClosed, waitMs),
    dropouts: () => [
      ...(draw === undefined ? [] : drawDropouts(parts, draw)),
      ...groups.flatMap(group => groupDropouts(parts, group, isDivided)),
    ],
    live: () => ({ round, attempt, progress: { ...progress }, ...standingOf(draw, groups) }),
    async stop() {
      for (const group of groups) await group.end({ kind: 'stopped' })
    },
    async close() {
      isClosed = true
      // Groups that are just being opened are closed with the others.
      await queue.drained()
      await Promise.all(desks().map(desk => desk.close()))
      watchers.notify()
    },
  }
}

/** The stage that is furthest back, with everybody whose desk is at it. */
function standingOf(draw: DrawDesk | undefined, groups: readonly GroupDesk[]) {
  const open = (groups.length > 0 || draw === undefined ? groups : [draw])
    .map(desk => desk.standing())
    .filter(standing => standing !== undefined)
  const stage = stageWords.find(word => open.some(standing => standing.stage === word))
  const furthestBack = open.filter(standing => standing.stage === stage)
  const expected = furthestBack.flatMap(standing => standing.expected)
  const missing = furthestBack.flatMap(standing => standing.missing)
  const isMissing = new Set(missing)
  return {
    stage: stage ?? ('settle' as const),
    expected,
    received: expected.filter(organisation => !isMissing.has(organisation)),
    missing,
    deadlineMs: Math.max(0, ...furthestBack.map(({ deadlineMs }) => deadlineMs)),
  }
}
