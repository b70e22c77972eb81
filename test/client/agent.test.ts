import { getEventListeners } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import {
  clipToNorm,
  decodeEvidence,
  type RoundLeaf,
  roundPot,
  secureServer,
  verifyEvidence,
} from '../../aggregation/index.ts'
import { readPolicy, trainingSeed } from '../../client/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { Assignment, RoundOutcome } from '../../protos/types.ts'
import {
  datasetOf,
  dyingPort,
  eventsOf,
  fiveHolders,
  formulaTrainer,
  type Holder,
  type RunningAgent,
  startAgent,
  updateFor,
} from './agents.ts'
import {
  openScriptedCoordinator,
  type ScriptedCoordinator,
  type ScriptOptions,
  testTerms,
} from './scripted-coordinator.ts'

const oneRound = testTerms({ training: { ...testTerms().training, rounds: 1 } })

function setUp(options: Partial<ScriptOptions> = {}) {
  const holders = fiveHolders()
  return { holders, coordinator: openScriptedCoordinator({ holders, ...options }) }
}

function startAll(coordinator: ScriptedCoordinator, holders: readonly Holder[]): RunningAgent[] {
  return holders.map(holder => startAgent(coordinator, holder))
}

const finished = (agents: readonly RunningAgent[]) => Promise.all(agents.map(agent => agent.done))

async function until(isSo: () => boolean): Promise<void> {
  for (let waitedMs = 0; !isSo(); waitedMs += 5) {
    if (waitedMs > 20_000) throw new Error('it never came to that')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

test('five agents join a bounty, play its rounds and are paid what the terms give', async t => {
  const { holders, coordinator } = setUp()
  const agents = startAll(coordinator, holders)
  await finished(agents)
  const paid = agents.map(agent => eventsOf(agent, 'finished')[0]!.paidUnits)
  const pots = [1, 2].map(round => roundPot(1001n, 2, round))
  const fees = pots.map(pot => (pot * 500n) / 10_000n)
  t.is(
    paid.reduce((sum, units) => sum + units, 0n),
    pots[0]! + pots[1]! - fees[0]! - fees[1]!,
  )
  t.true(paid.at(-1)! > paid[0]!, 'more examples, more pay')
  t.deepEqual(
    agents.map(agent => eventsOf(agent, 'round-completed').length),
    [2, 2, 2, 2, 2],
  )
  t.deepEqual(
    agents.flatMap(agent => eventsOf(agent, 'attempt-over')),
    [],
  )
  t.deepEqual([...new Set(coordinator.progress.map(({ organisation }) => organisation))].sort(), [
    'alpha',
    'beta',
    'delta',
    'epsilon',
    'gamma',
  ])
})

test('an agent leaves no listener of a round on the signal that outlives it', async t => {
  const { holders, coordinator } = setUp()
  const { signal } = new AbortController()
  const agents = holders.map(holder => startAgent(coordinator, holder, { signal }))
  await finished(agents)
  t.is(getEventListeners(signal, 'abort').length, 0)
})

test('the sum that the coordinator unmasks is the weighted mean of the clipped updates', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  await finished(startAll(coordinator, holders))
  const attempt = { bountyId: coordinator.bountyId, round: 1, attempt: 1, group: 1 }
  const total = holders.reduce((sum, { examples }) => sum + examples, 0)
  const expected = new Float64Array(6)
  for (const { organisation, examples } of holders) {
    const update = updateFor(trainingSeed(oneRound, attempt, organisation), 6)
    const clipped = clipToNorm(update, oneRound.training.clipNorm)
    if (clipped.kind !== 'clipped') throw new Error('the update is finite')
    for (let i = 0; i < 6; i++) expected[i]! += (clipped.values[i]! * examples) / total
  }
  const [before, after] = coordinator.models
  const step = after!.values.map((value, i) => value - before!.values[i]!)
  // One unit of the ring is 1 / 1677721; divided by the small weights (149 of 5000) the rounding is below 1e-4.
  for (let i = 0; i < 6; i++) t.true(Math.abs(step[i]! - expected[i]!) < 1e-4, `coordinate ${i}`)
  t.true(expected.some(value => Math.abs(value) > 1e-3))
})

test('a holder that goes silent after sharing its keys is left behind and the others finish', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  const [silent, ...others] = holders
  const drill = startAgent(coordinator, silent!, { drills: [{ round: 1, stage: 'shared' }] })
  const agents = startAll(coordinator, others)
  await until(() => {
    const state = coordinator.state()
    return state?.phase === 'masking' && state.headers.size === 4
  })
  t.deepEqual(
    eventsOf(drill, 'holding').map(({ stage }) => stage),
    ['shared'],
  )
  coordinator.closeStage()
  await finished(agents)
  t.deepEqual(
    [...eventsOf(agents[0]!, 'round-completed')[0]!.survivors].sort(),
    others.map(one => one.organisation).sort(),
  )
  await drill.kill()
  t.false(coordinator.sent.some(one => one.organisation === 'alpha' && one.operation === 'submitMaskedInput'))
})

const killPoints = [
  'advertise',
  'awaitRoster',
  'shareKeys',
  'awaitInbox',
  'submitMaskedInput',
  'awaitSurvivors',
  'signSurvivors',
  'awaitCertificate',
  'unmask',
  'awaitOutcome',
] as const satisfies readonly (keyof CoordinatorPort)[]

for (const operation of killPoints) {
  for (const when of ['before', 'after'] as const) {
    test(`an agent killed ${when} its ${operation} goes on and never sends a second different message`, async t => {
      const { holders, coordinator } = setUp({ terms: oneRound })
      const [victim, ...others] = holders
      let isDead = false
      const onDeath = () => {
        isDead = true
      }
      const port = dyingPort(coordinator.portOf(victim!.organisation), operation, when, onDeath)
      const first = startAgent(coordinator, victim!, { port })
      const agents = startAll(coordinator, others)
      await until(() => isDead)
      await first.kill()
      const second = startAgent(coordinator, victim!)
      await finished([second, ...agents])
      t.is(eventsOf(second, 'round-completed').length, 1)
      t.is(eventsOf(second, 'finished')[0]!.paidUnits, eventsOf(second, 'round-completed')[0]!.amountUnits)
      const sent = coordinator.sent.filter(one => one.organisation === victim!.organisation)
      for (const kind of new Set(sent.map(one => one.operation))) {
        const texts = new Set(sent.filter(one => one.operation === kind).map(one => one.text))
        t.is(texts.size, 1, `${kind} was sent in two versions`)
      }
    })
  }
}

test('an agent that comes back when its attempt is over erases its secrets and goes on with the next', async t => {
  const { holders, coordinator } = setUp()
  const [victim, ...others] = holders
  const first = startAgent(coordinator, victim!, { drills: [{ round: 1, stage: 'shared' }] })
  const agents = startAll(coordinator, others)
  await until(() => {
    const state = coordinator.state()
    return state?.phase === 'masking' && state.headers.size === 4
  })
  await first.kill()
  t.is(readdirSync(join(victim!.folder, 'attempts')).length, 1)
  coordinator.closeStage()
  await until(() => coordinator.outcomes.length === 1)
  const second = startAgent(coordinator, victim!)
  await finished([second, ...agents])
  t.is(eventsOf(second, 'round-started')[0]!.resumedFrom, 'shares-sent')
  t.is(eventsOf(second, 'attempt-over')[0]!.how, 'dropped')
  t.deepEqual(
    eventsOf(second, 'round-completed').map(({ attempt }) => attempt.round),
    [2],
  )
  t.deepEqual(readdirSync(join(victim!.folder, 'attempts')), [])
})

test('an agent that was started again with other records than it committed to computes nothing from them', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  const [victim, ...others] = holders
  const first = startAgent(coordinator, victim!, { drills: [{ round: 1, stage: 'shared' }] })
  const agents = startAll(coordinator, others)
  await until(() => coordinator.state()?.phase === 'masking')
  await first.kill()
  const second = startAgent(coordinator, victim!, { dataset: datasetOf(victim!.examples + 1) })
  await until(() => eventsOf(second, 'bounty-invalid').length > 0)
  t.regex(
    eventsOf(second, 'bounty-invalid')[0]!.detail,
    /joined with other records than these, and goes on without them/,
  )
  await until(() => {
    const state = coordinator.state()
    return state?.phase === 'masking' && state.headers.size === 4
  })
  coordinator.closeStage()
  // It ends with the bounty, as it would have with its own records.
  await finished([...agents, second])
  t.is(eventsOf(second, 'finished').length, 1)
  t.deepEqual(eventsOf(second, 'round-started'), [])
  t.is(eventsOf(second, 'bounty-invalid').length, 1)
})

test('no private value lies on the disk in clear while an attempt is under way', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  const victim = holders[0]!
  const agent = startAgent(coordinator, victim, { drills: [{ round: 1, stage: 'masked' }] })
  const others = startAll(coordinator, holders.slice(1))
  await until(() => eventsOf(agent, 'holding').length === 1)
  const folder = join(victim.folder, 'attempts')
  const state = readdirSync(folder).find(name => name.endsWith('.state'))!
  const file = readFileSync(join(folder, state))
  t.false(file.includes('client-state'), 'the state is sealed')
  t.false(file.includes(coordinator.bountyId))
  await agent.kill()
  const again = startAgent(coordinator, victim)
  await finished([again, ...others])
  t.is(eventsOf(again, 'round-completed').length, 1)
})

/** Tells one holder something else than the others. */
function lieTo<T>(
  victim: string,
  operation: string,
  lie: (value: T) => T,
): NonNullable<ScriptOptions['tamper']> {
  return (organisation, name, value) =>
    organisation === victim && name === operation
      ? (lie(value as unknown as T) as unknown as typeof value)
      : value
}

async function soloRefusal(
  tamper: NonNullable<ScriptOptions['tamper']>,
  terms = testTerms(),
): Promise<RunningAgent> {
  const { holders, coordinator } = setUp({ tamper, terms })
  const victim = startAgent(coordinator, holders[0]!)
  const others = startAll(coordinator, holders.slice(1))
  await until(() => eventsOf(victim, 'attempt-over').length > 0)
  await Promise.all([victim, ...others].map(agent => agent.kill()))
  const ownMessages = coordinator.sent.filter(one => one.organisation === 'alpha')
  if (ownMessages.some(one => one.operation === 'submitMaskedInput')) throw new Error('an update left')
  return victim
}

type Open = Extract<Assignment, { finished: false }>

test('a round whose parameters are not those of the terms is sat out', async t => {
  const victim = await soloRefusal(
    lieTo<Open>('alpha', 'awaitAssignment', assignment => ({
      ...assignment,
      parameters: { ...assignment.parameters, colluders: 0 },
    })),
  )
  t.like(eventsOf(victim, 'attempt-over')[0], { how: 'sat-out', reason: 'parameters-not-the-terms' })
})

test('a round with less noise than that of the terms is sat out', async t => {
  const privacy = { unit: 'holder', noise: 'distributed', epsilon: 3, delta: 1e-5 } as const
  const victim = await soloRefusal(
    lieTo<Open>('alpha', 'awaitAssignment', assignment => {
      const { parameters } = assignment
      if (parameters.privacy.mechanism !== 'skellam') throw new Error('nothing is noised')
      const { localStandardDeviation } = parameters.privacy
      const lesser = { ...parameters.privacy, localStandardDeviation: localStandardDeviation / 2 }
      return { ...assignment, parameters: { ...parameters, privacy: lesser } }
    }),
    testTerms({ privacy }),
  )
  t.like(eventsOf(victim, 'attempt-over')[0], { how: 'sat-out', reason: 'parameters-not-the-terms' })
})

for (const [what, clipNorm] of [
  ['that the terms do not begin with', testTerms().training.clipNorm * 1.01],
  ['that is no number', Number.NaN],
  ['that is missing', undefined],
] as const)
  test(`a round with a clip norm ${what} is sat out`, async t => {
    const privacy = {
      unit: 'holder',
      noise: 'distributed',
      epsilon: 3,
      delta: 1e-5,
      clipping: { quantile: 0.5 },
    } as const
    const victim = await soloRefusal(
      lieTo<Open>('alpha', 'awaitAssignment', ({ clipNorm: honest, ...assignment }) => {
        if (honest === undefined) throw new Error('no norm was announced')
        return clipNorm === undefined ? assignment : { ...assignment, clipNorm }
      }),
      testTerms({ privacy }),
    )
    t.like(eventsOf(victim, 'attempt-over')[0], { how: 'sat-out', reason: 'clip-norm-not-the-terms' })
  })

test('a model that does not hash to what was assigned is sat out', async t => {
  const victim = await soloRefusal(
    lieTo<Uint8Array>('alpha', 'downloadBlob', file => {
      const other = file.slice()
      other[other.length - 1]! ^= 1
      return other
    }),
  )
  t.like(eventsOf(victim, 'attempt-over')[0], { how: 'sat-out', reason: 'model-not-as-assigned' })
})

test('a registry root that the registry does not have is sat out', async t => {
  const victim = await soloRefusal(
    lieTo<Open>('alpha', 'awaitAssignment', assignment => ({
      ...assignment,
      registryRoot: assignment.registryRoot.map(byte => byte ^ 1),
    })),
  )
  t.like(eventsOf(victim, 'attempt-over')[0], { how: 'sat-out', reason: 'registry-not-as-assigned' })
})

test('a round beyond those of the terms is sat out', async t => {
  const victim = await soloRefusal(
    lieTo<Open>('alpha', 'awaitAssignment', assignment => ({
      ...assignment,
      attempt: { ...assignment.attempt, round: 3 },
    })),
  )
  t.like(eventsOf(victim, 'attempt-over')[0], { how: 'sat-out', reason: 'round-outside-terms' })
})

test('an assignment is still good when others have enrolled since', async t => {
  const { holders, coordinator } = setUp({
    terms: oneRound,
    onAdvance: state => {
      if (state.phase === 'sharing') coordinator.enrol(`newcomer ${Math.random()}`)
    },
  })
  const first = startAgent(coordinator, holders[0]!, { drills: [{ round: 1, stage: 'advertised' }] })
  const others = startAll(coordinator, holders.slice(1))
  await until(() => eventsOf(first, 'holding').length === 1 && coordinator.state()?.phase === 'sharing')
  await first.kill()
  const second = startAgent(coordinator, holders[0]!)
  await finished([second, ...others])
  t.is(eventsOf(second, 'round-completed').length, 1)
})

const unworkable = [
  ['an algorithm that this holder does not know', { algorithm: { name: 'fedmagic' } }, /is "fedmagic"; use/],
  [
    'an algorithm under settings that it cannot work with',
    { algorithm: { name: 'fedsgd' } },
    /must be "all"/,
  ],
] as const
for (const [what, training, words] of unworkable) {
  test(`terms with ${what} are not considered`, async t => {
    const { holders, coordinator } = setUp({
      terms: testTerms({ training: { ...testTerms().training, ...training } }),
    })
    const agent = startAgent(coordinator, holders[0]!)
    await until(() => eventsOf(agent, 'bounty-invalid').length > 0)
    await agent.kill()
    t.regex(eventsOf(agent, 'bounty-invalid')[0]!.detail, words)
  })
}

test('terms that the buyer did not sign are not considered', async t => {
  const { holders, coordinator } = setUp({
    tamper: lieTo<{ signature: Uint8Array }>('alpha', 'bounty', bounty => ({
      ...bounty,
      signature: new Uint8Array(64),
    })),
  })
  const agent = startAgent(coordinator, holders[0]!)
  await until(() => eventsOf(agent, 'bounty-invalid').length > 0)
  await agent.kill()
  t.regex(eventsOf(agent, 'bounty-invalid')[0]!.detail, /not signed by its buyer/)
  t.is(coordinator.bounty().participants.length, 0)
})

test('a bounty that the policy does not allow is refused once, with every reason', async t => {
  const { holders, coordinator } = setUp()
  const policy = readPolicy(
    'version: 1\nallow: { buyers: [acme], modelFamilies: [mlp] }\nminimumGroup: 6\n',
    'p.yaml',
  )
  const agent = startAgent(coordinator, holders[0]!, { policy })
  await until(() => eventsOf(agent, 'bounty-refused').length > 0)
  await new Promise(resolve => setTimeout(resolve, 60))
  await agent.kill()
  t.is(eventsOf(agent, 'bounty-refused').length, 1)
  t.deepEqual(
    eventsOf(agent, 'bounty-refused')[0]!.reasons.map(({ rule }) => rule),
    ['model-family-not-allowed', 'purpose-not-allowed', 'group-too-small'],
  )
  t.is(coordinator.bounty().participants.length, 0)
})

test('a holder that is shown two survivor sets signs one of them only', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  const victim = holders[0]!
  const others = startAll(coordinator, holders.slice(1))
  const honest = coordinator.portOf(victim.organisation)
  let isDead = false
  const first = startAgent(coordinator, victim, {
    port: dyingPort(honest, 'signSurvivors', 'before', () => {
      isDead = true
    }),
  })
  await until(() => isDead)
  await first.kill()
  // The second set leaves one member out; the coordinator signs it as well as the first.
  const state = coordinator.state()
  if (state?.phase !== 'certifying') throw new Error('the survivors are not being certified')
  const other = secureServer.closeInputs({
    ...(state as unknown as secureServer.Masking),
    phase: 'masking',
    headers: state.headers.delete(otherThan(state, victim)),
  })
  if (other.phase !== 'certifying') throw new Error('four survivors are enough')
  const index = indexIn(state, victim)
  const lying = new Proxy(honest, {
    get: (target, name: keyof CoordinatorPort) =>
      name === 'awaitSurvivors'
        ? async () => ({ kind: 'granted', value: secureServer.survivorSetFor(other, index) })
        : target[name],
  })
  const second = startAgent(coordinator, victim, { port: lying })
  await finished([second, ...others])
  const signed = coordinator.sent.filter(
    one => one.organisation === victim.organisation && one.operation === 'signSurvivors',
  )
  t.is(new Set(signed.map(one => one.text)).size, 1)
  t.is(
    eventsOf(second, 'round-completed').length,
    1,
    'the set it had written down is the one it goes on with',
  )
})

test('A26: a holder whose folder was put back and who is shown a second set signs nothing and writes the proof', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  const victim = holders[0]!
  const others = startAll(coordinator, holders.slice(1))
  const honest = coordinator.portOf(victim.organisation)
  const killedAt = async (operation: keyof CoordinatorPort) => {
    let isDead = false
    const agent = startAgent(coordinator, victim, {
      port: dyingPort(honest, operation, 'before', () => {
        isDead = true
      }),
    })
    await until(() => isDead)
    await agent.kill()
  }
  await killedAt('awaitSurvivors')
  const attempts = join(victim.folder, 'attempts')
  const masked = readdirSync(attempts).map(name => ({ name, bytes: readFileSync(join(attempts, name)) }))
  await killedAt('signSurvivors')
  // Somebody restores the older state; what was signed stands in the history that only grows.
  for (const { name, bytes } of masked) writeFileSync(join(attempts, name), bytes)
  const state = coordinator.state()
  if (state?.phase !== 'certifying') throw new Error('the survivors are not being certified')
  const other = secureServer.closeInputs({
    ...(state as unknown as secureServer.Masking),
    phase: 'masking',
    headers: state.headers.delete(otherThan(state, victim)),
  })
  if (other.phase !== 'certifying') throw new Error('four survivors are enough')
  const set = secureServer.survivorSetFor(other, indexIn(state, victim))
  const lying = new Proxy(honest, {
    get: (target, name: keyof CoordinatorPort) =>
      name === 'awaitSurvivors' ? async () => ({ kind: 'granted', value: set }) : target[name],
  })
  const second = startAgent(coordinator, victim, { port: lying })
  await until(() => eventsOf(second, 'equivocation').length > 0)
  t.is(eventsOf(second, 'attempt-over')[0]?.reason ?? 'second-survivor-set', 'second-survivor-set')
  const evidence = decodeEvidence(
    new Uint8Array(readFileSync(eventsOf(second, 'equivocation')[0]!.evidenceFile)),
  )
  if (evidence.kind !== 'read') return t.fail(evidence.problem)
  t.deepEqual(verifyEvidence(evidence.document), { kind: 'proved', contradiction: 'two-survivor-sets' })
  const signed = coordinator.sent.filter(
    one => one.organisation === victim.organisation && one.operation === 'signSurvivors',
  )
  t.is(signed.length, 0)
  await second.kill()
  for (const agent of others) await agent.kill()
})

function indexIn(state: secureServer.RosteredState, holder: Holder): number {
  const keys = state.session.members.map(({ identityKey }) => Buffer.from(identityKey).toString('hex'))
  return keys.indexOf(Buffer.from(holder.signer.publicKey).toString('hex')) + 1
}

function otherThan(state: secureServer.RosteredState, holder: Holder): number {
  return indexIn(state, holder) === 1 ? 2 : 1
}

test('an update that is not finite never leaves, and the holder sits the attempt out', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  const trainer = formulaTrainer(values => {
    values[3] = Number.NaN
  })
  const broken = startAgent(coordinator, holders[0]!, { trainer })
  const others = startAll(coordinator, holders.slice(1))
  await until(() => eventsOf(broken, 'attempt-over').length === 1)
  t.like(eventsOf(broken, 'attempt-over')[0], { how: 'sat-out', reason: 'not-finite' })
  await until(() => {
    const state = coordinator.state()
    return state?.phase === 'masking' && state.headers.size === 4
  })
  coordinator.closeStage()
  await finished([broken, ...others])
  t.is(eventsOf(broken, 'finished')[0]!.paidUnits, 0n)
  t.false(coordinator.sent.some(one => one.organisation === 'alpha' && one.operation === 'submitMaskedInput'))
})

test('a receipt whose pay is one unit off is not accepted', async t => {
  const { holders, coordinator } = setUp({
    terms: oneRound,
    tamper: (_organisation, operation, value) => {
      if (operation !== 'leaf') return value
      const leaf = value as unknown as { pays: { organisation: string; amountUnits: string }[] }
      const pays = leaf.pays.map(pay =>
        pay.organisation === 'beta' ? { ...pay, amountUnits: `${BigInt(pay.amountUnits) - 1n}` } : pay,
      )
      return { ...leaf, pays } as unknown as typeof value
    },
  })
  const agents = startAll(coordinator, holders)
  await finished(agents)
  for (const agent of agents) {
    t.is(eventsOf(agent, 'round-completed').length, 0)
    t.regex(eventsOf(agent, 'receipt-invalid')[0]!.reason, /beta/)
  }
})

test('a receipt that names a holder twice, or pays a group that was not drawn, is not accepted and stops nobody', async t => {
  const twice = (leaf: RoundLeaf): RoundLeaf => ({
    ...leaf,
    groups: [
      {
        ...leaf.groups[0]!,
        survivors: [...leaf.groups[0]!.survivors.slice(1), leaf.groups[0]!.survivors[1]!],
      },
    ],
  })
  const stranger = (leaf: RoundLeaf): RoundLeaf => ({
    ...leaf,
    groups: [...leaf.groups, { ...leaf.groups[0]!, group: 2 }],
  })
  for (const [lie, pattern] of [
    [twice, /list of survivors|gave no receipt/],
    [stranger, /it has groups, and none were drawn/],
  ] as const) {
    const { holders, coordinator } = setUp({
      terms: oneRound,
      tamper: (_organisation, operation, value) =>
        operation === 'leaf' ? (lie(value as unknown as RoundLeaf) as unknown as typeof value) : value,
    })
    const agents = startAll(coordinator, holders)
    await finished(agents)
    for (const agent of agents) {
      t.is(eventsOf(agent, 'round-completed').length, 0)
      const [invalid] = eventsOf(agent, 'receipt-invalid')
      if (invalid !== undefined) t.regex(invalid.reason, pattern)
      t.is(eventsOf(agent, 'finished').length, 1)
    }
    t.true(agents.some(agent => eventsOf(agent, 'receipt-invalid').length === 1))
  }
})

test('a receipt for another input is not accepted, and is kept', async t => {
  const { holders, coordinator } = setUp({
    terms: oneRound,
    tamper: lieTo<Extract<RoundOutcome, { completed: true }>>('alpha', 'awaitOutcome', outcome => ({
      ...outcome,
      receipt: new TextEncoder().encode(
        new TextDecoder().decode(outcome.receipt).replace(/"inputHash":"[0-9a-f]{2}/g, '"inputHash":"00'),
      ),
    })),
  })
  const agents = startAll(coordinator, holders)
  await finished(agents)
  const [invalid] = eventsOf(agents[0]!, 'receipt-invalid')
  t.is(invalid!.reason, 'not-in-log')
  t.true(existsSync(invalid!.receiptFile))
  t.is(eventsOf(agents[1]!, 'round-completed').length, 1)
})

test('A28: a holder that has opened shares in a round lends its update to no other attempt of it', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  const [one, other, ...revealing] = holders
  let dead = 0
  const dying = [one!, other!].map(holder =>
    startAgent(coordinator, holder, {
      port: dyingPort(coordinator.portOf(holder.organisation), 'awaitCertificate', 'before', () => {
        dead++
      }),
    }),
  )
  const agents = startAll(coordinator, revealing)
  await until(() => dead === 2)
  await until(() => {
    const state = coordinator.state()
    return state?.phase === 'unmasking' && state.openings.size === 3
  })
  // Three of five are too few: the attempt is abandoned, and the same round is tried again.
  coordinator.closeStage()
  await until(() => coordinator.state()?.context.attempt === 2)
  await until(() => agents.every(agent => eventsOf(agent, 'attempt-over').length > 1))
  for (const agent of agents) {
    t.deepEqual(
      eventsOf(agent, 'attempt-over').map(({ reason }) => reason),
      ['too-few-shares', 'round-revealed'],
    )
  }
  const again = coordinator.sent.filter(({ attempt }) => attempt.attempt === 2)
  t.deepEqual(again, [])
  for (const agent of [...dying, ...agents]) await agent.kill()
})

test('a survivor that was too slow to reveal is paid all the same', async t => {
  const { holders, coordinator } = setUp({ terms: oneRound })
  const [slow, ...others] = holders
  let isDead = false
  const port = dyingPort(coordinator.portOf(slow!.organisation), 'awaitCertificate', 'before', () => {
    isDead = true
  })
  const first = startAgent(coordinator, slow!, { port })
  const agents = startAll(coordinator, others)
  await until(() => isDead)
  await first.kill()
  await until(() => {
    const state = coordinator.state()
    return state?.phase === 'unmasking' && state.openings.size === 4
  })
  coordinator.closeStage()
  await finished(agents)
  const second = startAgent(coordinator, slow!)
  await finished([second])
  t.is(eventsOf(second, 'round-completed').length, 1)
  t.false(coordinator.sent.some(one => one.organisation === slow!.organisation && one.operation === 'unmask'))
})

test('a dataset larger than one holder may count for is declared up to the limit', async t => {
  const terms = testTerms({ cohort: { ...testTerms().cohort, maximumExamples: 12 } })
  const { holders, coordinator } = setUp({ terms })
  const agent = startAgent(coordinator, holders[4]!, { dataset: datasetOf(50) })
  await until(() => eventsOf(agent, 'joined').length === 1)
  await agent.kill()
  t.is(coordinator.bounty().participants[0]!.examples, 12)
})
