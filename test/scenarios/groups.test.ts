import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import {
  decodeEvidence,
  decodeRoundReceipt,
  leafSurvivors,
  secureDraw,
  toHex,
  verifyEvidence,
} from '../../aggregation/index.ts'
import { cohortPayload, partitionPayload } from '../../aggregation/secure/draw/signing.ts'
import type { AgentEvent } from '../../client/index.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import { encodeDatasetBlob } from '../../learning/index.ts'
import { type Answer, type Refusal, refused } from '../../protos/reasons.ts'
import type { CallOptions, CoordinatorPort } from '../../protos/service.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import {
  type Cast,
  cancel,
  ended,
  holderNames,
  moreNames,
  must,
  openCast,
  openScene,
  postBountyWith,
  reopenCast,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

const nine = [...holderNames, ...moreNames.slice(0, 3)]

/** Posts a bounty whose rounds cut nine holders into groups of at least four. */
async function postDivided(cast: Cast, cohort: Partial<BountyTerms['cohort']> = {}, rounds = 2) {
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  const terms = smallTerms(testSet, 60, { rounds, minimumRounds: rounds })
  return postBountyWith(cast, {
    ...terms,
    cohort: { ...terms.cohort, minimum: 8, maximum: 9, groupSize: 4, ...cohort },
  })
}

const groupPolicy = { minimumGroup: 4, minimumHonest: 2 }

/** A call that is answered only when its caller gives up. */
function untilGivenUp({ signal }: CallOptions = {}): Promise<Refusal> {
  return new Promise(resolve => {
    const giveUp = () => resolve(refused('unavailable', 'the call was given up'))
    if (signal?.aborted === true) giveUp()
    else signal?.addEventListener('abort', giveUp, { once: true })
  })
}

function startAll(cast: Cast, names: readonly string[], more: Parameters<typeof startAgent>[2] = {}) {
  return names.map(name => startAgent(cast, name, { ...more, policyChanges: groupPolicy }))
}

function eventsOf<Kind extends AgentEvent['kind']>(events: readonly AgentEvent[], kind: Kind) {
  return events.filter((event): event is Extract<AgentEvent, { kind: Kind }> => event.kind === kind)
}

test.serial(
  'nine holders are cut into two groups by a draw, each group is summed, and everybody is paid for one round',
  async t => {
    const { cast } = await openScene(t, nine)
    const bountyId = await postDivided(cast)
    const waits: number[] = []
    const agents = nine.map(name => {
      const { port } = cast.holders.get(name)!
      const patient: CoordinatorPort = {
        ...port,
        // Whoever shows its seed early waits for the others, and is told when they are there: not when its time is over.
        awaitPartition: async (request, options) => {
          const startedAt = performance.now()
          const answer = await port.awaitPartition({ ...request, waitMs: 20_000 }, options)
          waits.push(performance.now() - startedAt)
          return answer
        },
      }
      return startAgent(cast, name, { port: patient, policyChanges: groupPolicy })
    })
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))

    t.is(waits.length, 18)
    t.true(Math.max(...waits) < 10_000)
    t.is(bounty.state, 'final')
    t.true(bounty.accepted)
    for (const { groups, survivors, pays } of bounty.rounds) {
      t.deepEqual(
        groups.map(({ group, reason }) => ({ group, reason })),
        [
          { group: 1, reason: '' },
          { group: 2, reason: '' },
        ],
      )
      t.deepEqual(groups.map(group => group.survivors.length).sort(), [4, 5])
      t.deepEqual([...groups.flatMap(group => group.survivors)].sort(), [...nine].sort())
      t.is(new Set(survivors).size, 9)
      t.is(pays.length, 9)
    }
    t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
    for (const agent of agents) {
      t.is(eventsOf(agent.events, 'round-completed').length, 2)
      t.is(eventsOf(agent.events, 'receipt-invalid').length, 0)
      const drawn = eventsOf(agent.events, 'group-drawn')
      t.deepEqual(
        drawn.map(({ groups }) => groups),
        [2, 2],
      )
    }
    // What the members were drawn into is what the coordinator summed.
    const [first] = bounty.rounds
    for (const [i, name] of nine.entries()) {
      const { group } = eventsOf(agents[i]!.events, 'group-drawn')[0]!.attempt
      t.true(first!.groups[group - 1]!.survivors.includes(name))
    }
    const receipt = decodeRoundReceipt(
      await readFile(eventsOf(agents[0]!.events, 'round-completed')[0]!.receiptFile),
    )
    if (receipt.kind !== 'receipt') return t.fail('the receipt cannot be read')
    t.is(receipt.receipt.leaf.groups.length, 2)
    t.not(receipt.receipt.leaf.partition, '00'.repeat(32))
    t.is(leafSurvivors(receipt.receipt.leaf).length, 9)
  },
)

test.serial(
  'a holder that commits and does not show its seed voids the draw, and the round is drawn again without it',
  async t => {
    const { cast } = await openScene(t, nine)
    const bountyId = await postDivided(cast, {}, 1)
    const mute = {
      ...cast.holders.get('ivy')!.port,
      // It goes silent for good: nothing of it is heard after its commitment.
      awaitCohort: (_request: unknown, options?: CallOptions) => untilGivenUp(options),
      reportProgress: async () => ({ kind: 'granted', value: {} }) as const,
    }
    const silent = startAgent(cast, 'ivy', { port: mute, policyChanges: groupPolicy })
    const others = nine.filter(name => name !== 'ivy')
    const agents = startAll(cast, others)
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))
    await silent.stop()
    const [round] = bounty.rounds
    t.is(round?.state, 'completed')
    t.is(round?.attempt, 2, 'the first draw is void: nobody chooses whose seed may be missing')
    t.deepEqual(
      round?.groups.map(({ survivors }) => survivors.length),
      [4, 4],
    )
    for (const agent of agents) {
      const over = eventsOf(agent.events, 'attempt-over').map(({ how, reason }) => ({ how, reason }))
      t.deepEqual(over, [{ how: 'abandoned', reason: 'silent-in-draw' }])
    }
    t.false(round?.pays.some(({ organisation }) => organisation === 'ivy'))
  },
)

test.serial(
  'a group that falls apart is left out of the round with its reason, its share goes back to the buyer, and the others are summed',
  async t => {
    const { cast } = await openScene(t, nine)
    const bountyId = await postDivided(cast, {}, 1)
    const group = new Map<string, number>()
    const gone = new Set<string>()
    /** The first two members of group 1 that get that far never hand in their inputs: two of four are too few. */
    const portOf = (name: string): CoordinatorPort => {
      const { port } = cast.holders.get(name)!
      return {
        ...port,
        submitMaskedInput: (opening, packed, options) => {
          const { group: own } = opening.attempt
          group.set(name, own)
          if (own === 1 && (gone.size < 2 || gone.has(name))) {
            gone.add(name)
            return untilGivenUp(options)
          }
          return port.submitMaskedInput(opening, packed, options)
        },
        reportProgress: (request, options) =>
          gone.has(name)
            ? Promise.resolve({ kind: 'granted', value: {} } as const)
            : port.reportProgress(request, options),
      }
    }
    const agents = nine.map(name =>
      startAgent(cast, name, { port: portOf(name), policyChanges: groupPolicy }),
    )
    const bounty = await ended(cast, bountyId)
    const [round] = bounty.rounds
    t.is(bounty.state, 'final')
    t.is(round?.state, 'completed')
    t.deepEqual(
      round?.groups.map(({ reason }) => reason),
      ['too-few-inputs', ''],
    )
    const inSum = nine.filter(name => group.get(name) === 2)
    t.deepEqual([...(round?.survivors ?? [])].sort(), inSum.sort())
    t.deepEqual(
      [...(round?.dropouts ?? [])].map(({ organisation }) => organisation).sort(),
      [...gone].sort(),
      'the others of that group did nothing wrong and are on no list',
    )
    // What would have fallen to the group that failed goes back to the buyer, not to the other group.
    const weightOf = (names: readonly string[]) =>
      names.reduce((sum, name) => sum + Math.floor(Math.sqrt(40 + 20 * nine.indexOf(name))), 0)
    const share = weightOf(inSum) / weightOf(nine)
    t.is(Number(bounty.paidUnits + bounty.feeUnits), Math.floor(100_003 * share))
    t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
    const left = agents.filter((_, i) => group.get(nine[i]!) === 1 && !gone.has(nine[i]!))
    await Promise.all(left.map(agent => agent.done))
    t.true(
      left.every(agent =>
        agent.events.some(event => event.kind === 'attempt-over' && event.reason === 'too-few-inputs'),
      ),
    )
    await Promise.all(agents.map(agent => agent.stop()))
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
  },
)

for (const stage of ['committed', 'seed-shown', 'masked'] as const) {
  test.serial(
    `holders and a coordinator that are stopped after "${stage}" finish the same round, in the same groups`,
    async t => {
      const storage = await openStorage({ memory: true })
      const cast = await openCast(storage, nine)
      const bountyId = await postDivided(cast, {}, 1)
      const held = startAll(cast, nine, { drills: [{ round: 1, stage }] })
      while (!held.every(agent => agent.events.some(event => event.kind === 'holding'))) await sleep(50)
      await cast.federation.close()
      await Promise.all(held.map(agent => agent.stop()))
      const again = await reopenCast(cast, storage)
      t.teardown(async () => {
        await again.federation.close()
        await storage.close()
      })
      const agents = startAll(again, nine)
      const bounty = await ended(again, bountyId)
      await Promise.all(agents.map(agent => agent.done))
      const [round] = bounty.rounds
      t.is(bounty.rounds.length, 1)
      t.is(round?.attempt, 1)
      t.is(round?.survivors.length, 9)
      t.is(round?.groups.length, 2)
      t.true(agents.every(agent => eventsOf(agent.events, 'round-completed').length === 1))
      if (stage === 'masked') {
        for (const [i, agent] of held.entries()) {
          const { group } = eventsOf(agent.events, 'group-drawn')[0]!.attempt
          t.true(round?.groups[group - 1]?.survivors.includes(nine[i]!))
        }
      }
      t.deepEqual(must(await again.federation.operatorPort.audit({})).problems, [])
    },
  )
}

/** What a port answers, altered by a coordinator that lies to one holder and signs it. */
async function altered<T>(answer: Promise<Answer<T>>, lie: (value: T) => T): Promise<Answer<T>> {
  const told = await answer
  return told.kind === 'granted' ? { kind: 'granted', value: lie(told.value) } : told
}

// Ten make two groups of five, so that one may be lost in each.
const ten = [...holderNames, ...moreNames.slice(0, 4)]

/** Plays a bounty in which one holder is lied to; its losses, and the bounty. */
async function lieTo(
  t: ExecutionContext,
  name: string,
  rounds: number,
  lie: (port: CoordinatorPort, cast: Cast) => Partial<CoordinatorPort>,
) {
  const { cast } = await openScene(t, ten)
  const bountyId = await postDivided(cast, { minimum: 9, maximum: 10, groupSize: 5, groupMinimum: 4 }, rounds)
  const { port } = cast.holders.get(name)!
  const lied = startAgent(cast, name, {
    port: { ...port, ...lie(port, cast) },
    policyChanges: groupPolicy,
  })
  const others = startAll(
    cast,
    ten.filter(other => other !== name),
  )
  const bounty = await ended(cast, bountyId)
  await Promise.all([lied, ...others].map(agent => agent.done))
  const losses = eventsOf(lied.events, 'attempt-over').map(({ how, reason, attempt }) => [
    attempt.round,
    how,
    reason,
  ])
  return { losses, bounty }
}

test.serial(
  'a holder that is shown a log which does not go on from the one it has seen sits the round out',
  async t => {
    const { losses, bounty } = await lieTo(t, 'alder', 2, (port, { coordinatorSigner }) => ({
      awaitCohort: (request, options) =>
        altered(port.awaitCohort(request, options), cohort => {
          if (request.attempt.round === 1) return cohort
          const logHead = { ...cohort.logHead, root: new Uint8Array(32) }
          const root = secureDraw.cohortRootOf(cohort.entries)
          const signature = coordinatorSigner.sign(cohortPayload(cohort.drawContext, root, logHead))
          return { ...cohort, logHead, signature }
        }),
    }))
    t.deepEqual(losses, [[2, 'sat-out', 'log-not-consistent']])
    t.is(bounty.state, 'final')
    t.true(bounty.rounds[0]?.survivors.includes('alder'))
    t.false(bounty.rounds[1]?.survivors.includes('alder'))
    t.is(bounty.rounds[1]?.survivors.length, 9)
  },
)

test.serial(
  'a holder that is told another partition than everybody’s seeds make sits the round out',
  async t => {
    const { losses, bounty } = await lieTo(t, 'birch', 1, (port, { coordinatorSigner }) => ({
      awaitPartition: (request, options) =>
        altered(port.awaitPartition(request, options), revealed => ({
          ...revealed,
          signature: coordinatorSigner.sign(partitionPayload(revealed.drawContext, new Uint8Array(32))),
        })),
    }))
    t.deepEqual(losses, [[1, 'sat-out', 'bad-signature']])
    t.is(bounty.rounds[0]?.survivors.length, 9)
    t.false(bounty.rounds[0]?.survivors.includes('birch'))
  },
)

test.serial(
  'a coordinator that shows a second cohort to a holder that has shown its seed is refused, and leaves a proof',
  async t => {
    const storage = await openStorage({ memory: true })
    const cast = await openCast(storage, nine)
    await postDivided(cast, {}, 1)
    const held = startAll(cast, nine, { drills: [{ round: 1, stage: 'seed-shown' }] })
    while (!held.every(agent => agent.events.some(event => event.kind === 'holding'))) await sleep(50)
    await Promise.all(held.map(agent => agent.stop()))
    t.teardown(async () => {
      await cast.federation.close()
      await storage.close()
    })
    const { port } = cast.holders.get('cedar')!
    const second: CoordinatorPort = {
      ...port,
      awaitCohort: (request, options) =>
        altered(port.awaitCohort(request, options), cohort => {
          const logHead = { size: cohort.logHead.size + 5, root: new Uint8Array(32).fill(9) }
          const root = secureDraw.cohortRootOf(cohort.entries)
          const signature = cast.coordinatorSigner.sign(cohortPayload(cohort.drawContext, root, logHead))
          return { ...cohort, logHead, signature }
        }),
    }
    const agent = startAgent(cast, 'cedar', { port: second, policyChanges: groupPolicy })
    for (let i = 0; i < 200 && eventsOf(agent.events, 'equivocation').length === 0; i++) await sleep(50)
    const [proof] = eventsOf(agent.events, 'equivocation')
    t.is(proof?.contradiction, 'two-cohorts')
    const read = decodeEvidence(await readFile(proof!.evidenceFile))
    if (read.kind !== 'read') return t.fail('the evidence cannot be read')
    t.deepEqual(verifyEvidence(read.document, cast.coordinatorSigner.publicKey), {
      kind: 'proved',
      contradiction: 'two-cohorts',
    })
    await agent.stop()
    const loss = eventsOf(agent.events, 'attempt-over')[0]
    t.like(loss, { how: 'sat-out', reason: 'second-cohort' })
  },
)

test.serial('nobody is heard or told anything at the desk of another group', async t => {
  const { cast } = await openScene(t, nine)
  await postDivided(cast, {}, 1)
  const agents = startAll(cast, nine, { drills: [{ round: 1, stage: 'advertised' }] })
  while (!agents.every(agent => agent.events.some(event => event.kind === 'holding'))) await sleep(50)
  const { attempt } = eventsOf(agents[0]!.events, 'group-drawn')[0]!
  const { port } = cast.holders.get(nine[0]!)!
  const other = { ...attempt, group: attempt.group === 1 ? 2 : 1 }
  t.like(await port.awaitRoster({ attempt: other, waitMs: 0 }), { kind: 'refused', reason: 'not-a-member' })
  t.like(await port.awaitRoster({ attempt: { ...attempt, group: 7 }, waitMs: 0 }), {
    kind: 'refused',
    reason: 'not-found',
  })
  const roster = must(await port.awaitRoster({ attempt, waitMs: 5_000 }))
  const own = roster.entries.map(({ advertisement }) => advertisement)
  t.deepEqual(own.map(({ identityKey }) => toHex(identityKey)).sort(), keysOfGroup(cast, attempt).sort())
  const { signer } = cast.holders.get(nine[0]!)!
  const mine = own.find(({ identityKey }) => toHex(identityKey) === toHex(signer.publicKey))!
  t.like(await port.advertise({ attempt: other, advertisement: mine }), {
    kind: 'refused',
    reason: 'not-a-member',
  })
  await Promise.all(agents.map(agent => agent.stop()))
})

/** The keys of the holders that the coordinator put into this group. */
function keysOfGroup(cast: Cast, attempt: { bountyId: string; group: number }): string[] {
  const open = cast.federation.coordinator.runnerOf(attempt.bountyId)?.attempt()
  const members = open?.groups()[attempt.group - 1]?.cohort ?? []
  return members.map(({ identityKey }) => toHex(identityKey))
}

test.serial('a bounty that is cancelled in the middle of a draw ends, and gives everything back', async t => {
  const { cast } = await openScene(t, nine)
  const bountyId = await postDivided(cast, {}, 1)
  const agents = startAll(cast, nine, { drills: [{ round: 1, stage: 'committed' }] })
  while (!agents.every(agent => agent.events.some(event => event.kind === 'holding'))) await sleep(50)
  const bounty = must(await cancel(cast, bountyId))
  t.is(bounty.state, 'aborted-buyer')
  t.is(bounty.refundedUnits, 100_003n)
  await Promise.all(agents.map(agent => agent.stop()))
  t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
})
