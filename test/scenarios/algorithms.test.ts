import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { euclideanNorm, sha256, systemRandom, toHex } from '../../aggregation/index.ts'
import { type AgentStore, openAgentStore } from '../../client/index.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import {
  encodeDatasetBlob,
  initialParameters,
  type NamedVectors,
  parseModelSpec,
  readModel,
  type Trainer,
  writeModel,
} from '../../learning/index.ts'
import { figureOf } from '../../protos/metrics.ts'
import { type BountyTerms, ringFor, sampleOf } from '../../protos/terms.ts'
import type { Bounty } from '../../protos/types.ts'
import {
  type Cast,
  ended,
  holderNames,
  moreNames,
  must,
  openCast,
  openScene,
  plainTrainer,
  postBountyWith,
  reopenCast,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

const testSet = encodeDatasetBlob(smallDataset(60, 99))
const examplesOf = (name: string) => 40 + 20 * Math.max(0, [...holderNames, ...moreNames].indexOf(name))
const ofAll = holderNames.reduce((sum, name) => sum + examplesOf(name), 0)
const floors = (group: number, colluders = 1) => ({ minimumGroup: group, minimumHonest: 2, colluders })

interface Changes {
  readonly training?: Partial<BountyTerms['training']>
  readonly cohort?: Partial<BountyTerms['cohort']>
  readonly robust?: BountyTerms['aggregation']['robust']
  readonly acceptance?: Partial<BountyTerms['acceptance']>
}

function termsWith({ training = {}, cohort = {}, robust, acceptance = {} }: Changes): BountyTerms {
  const terms = smallTerms(testSet, 60, training)
  return {
    ...terms,
    cohort: { ...terms.cohort, ...cohort },
    aggregation: { ...terms.aggregation, ...(robust === undefined ? {} : { robust }) },
    acceptance: { ...terms.acceptance, ...acceptance },
  }
}

async function post(cast: Cast, terms: BountyTerms): Promise<string> {
  must(await cast.buyer.port.uploadBlob(testSet))
  return postBountyWith(cast, terms)
}

async function deliveredModel({ buyer }: Pick<Cast, 'buyer'>, { modelBlob }: Bounty) {
  return readModel(must(await buyer.port.downloadBlob({ sha256: modelBlob })))
}

/** Real value of the integer 1 in a sum, for values of this range. */
function stepOf(terms: BountyTerms, range: number): number {
  const { bits, members } = ringFor(terms, 'training')
  return range / Math.floor((2 ** (bits - 1) - 1) / members)
}

function assertNear(t: ExecutionContext, got: Float32Array, wanted: ArrayLike<number>, tolerance: number) {
  t.is(got.length, wanted.length)
  const worst = got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0)
  t.true(worst <= tolerance, `off by ${worst}, of which ${tolerance} is allowed`)
}

/** A store that shows what it keeps: with the end of the bounty it is gone. */
function openWatchedStore(cast: Cast, name: string, kept: Map<string, NamedVectors>): AgentStore {
  const store = openAgentStore(join(cast.folder, `watched-${name}`), new Uint8Array(32).fill(9), systemRandom)
  return {
    ...store,
    keepMemory(attempt) {
      store.keepMemory(attempt)
      kept.set(name, store.loadMemory(attempt.bountyId))
    },
  }
}

test.serial(
  'with holders drawn for each round, one killed after it was masked and one gone for good, the control variate of SCAFFOLD stays the mean of what all remember',
  async t => {
    const { cast } = await openScene(t)
    const terms = termsWith({
      training: { algorithm: { name: 'scaffold' }, seed: 2 },
      cohort: { sampled: 4 },
    })
    const bountyId = await post(cast, terms)
    const drawn = [1, 2, 3].map(round => sampleOf(terms, round, holderNames))
    // In both rounds, so that what it remembers of the first is at stake in the second.
    const killed = holderNames.find(name => drawn[0]!.has(name) && drawn[1]!.has(name))!
    // Has a part in what was summed, and is drawn no more.
    const leaver = holderNames.find(
      name => drawn.map(names => names.has(name)).join() === 'true,false,false',
    )!
    const kept = new Map<string, NamedVectors>()
    const start = (name: string, more: Parameters<typeof startAgent>[2] = {}) => {
      const stateStore = openWatchedStore(cast, name, kept)
      const agent = startAgent(cast, name, { stateStore, policyChanges: floors(4), ...more })
      return { ...agent, done: agent.done.finally(() => stateStore.close()) }
    }
    const gone = start(leaver)
    const others = holderNames.filter(name => name !== killed && name !== leaver).map(name => start(name))
    const victim = start(killed, { drills: [{ round: 2, stage: 'masked' }] })
    while (!victim.events.some(event => event.kind === 'holding')) await sleep(50)
    await victim.stop()
    await victim.done
    must(await cast.holders.get(leaver)!.port.leaveBounty({ bountyId }))
    const back = start(killed)
    const bounty = await ended(cast, bountyId)
    await Promise.all([...others, back].map(agent => agent.done))
    await gone.stop()
    await gone.done

    t.is(bounty.state, 'final')
    t.deepEqual(
      bounty.rounds.map(({ survivors }) => [...survivors].sort()),
      bounty.rounds.map(({ round, attempt }) => [...sampleOf(terms, round, holderNames, attempt)].sort()),
    )
    t.true(back.events.some(event => event.kind === 'round-completed' && event.attempt.round === 2))
    const { broadcast } = await deliveredModel(cast, bounty)
    t.deepEqual(Object.keys(broadcast), ['control'])
    const { control } = broadcast
    t.true(euclideanNorm(control!) > 0.01)
    t.deepEqual([...kept.keys()].sort(), [...new Set(drawn.flatMap(names => [...names]))].sort())
    const mean = Array.from(control!, (_, i) =>
      [...kept].reduce((sum, [name, { control: own }]) => sum + examplesOf(name) * own![i]!, 0),
    ).map(sum => sum / ofAll)
    // Each member's rounding is less than one step, which its weight does not divide, over three rounds.
    const { range, learningRate, rounds } = terms.training
    const rounding = (rounds * 4 * stepOf(terms, range / learningRate) * terms.cohort.maximumExamples) / ofAll
    assertNear(t, control!, mean, rounding + 1e-6)
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
  },
)

test.serial(
  'a holder that was drawn and stays away costs an attempt, and not the round: the next one is drawn anew',
  async t => {
    const { cast } = await openScene(t)
    const terms = termsWith({ training: { rounds: 1, minimumRounds: 1, seed: 8 }, cohort: { sampled: 4 } })
    const stageSeconds = { ...terms.aggregation.stageSeconds, advertise: 3 }
    const bountyId = await post(cast, { ...terms, aggregation: { ...terms.aggregation, stageSeconds } })
    const [first, second] = [1, 2].map(attempt => sampleOf(terms, 1, holderNames, attempt))
    const absent = holderNames.find(name => first!.has(name) && !second!.has(name))!
    const away = startAgent(cast, absent, { policyChanges: floors(4) })
    while (!away.events.some(event => event.kind === 'joined')) await sleep(20)
    await away.stop()
    const others = holderNames.filter(name => name !== absent)
    const agents = others.map(name => startAgent(cast, name, { policyChanges: floors(4) }))
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))
    t.is(bounty.state, 'final')
    t.is(bounty.rounds[0]!.attempt, 2)
    t.deepEqual([...bounty.rounds[0]!.survivors].sort(), [...second!].sort())
  },
)

/** FedAdam in double precision, straight from the paper. */
function slowAdam(start: Float32Array, means: readonly Float64Array[], { rate = 0, tau = 0 }) {
  const [beta1, beta2] = [0.9, 0.99]
  const [x, m, v] = [Float64Array.from(start), new Float64Array(start.length), new Float64Array(start.length)]
  v.fill(tau * tau)
  for (const mean of means) {
    for (let i = 0; i < x.length; i++) {
      m[i] = beta1 * m[i]! + (1 - beta1) * mean[i]!
      v[i] = beta2 * v[i]! + (1 - beta2) * mean[i]! ** 2
      x[i] = x[i]! + (rate * m[i]!) / (Math.sqrt(v[i]!) + tau)
    }
  }
  return x
}

test.serial(
  'FedAdam keeps its moments over a restart of the coordinator, and its model is that of the formula',
  async t => {
    const storage = await openStorage({ memory: true })
    const cast = await openCast(storage)
    const [rate, tau] = [0.4, 0.05]
    const algorithm = { name: 'fedadam', serverLearningRate: rate, tau }
    const terms = termsWith({ training: { algorithm }, cohort: { minimum: 6 } })
    const bountyId = await post(cast, terms)
    /** What each holder trained, by the model that it started from. */
    const trained = new Map<string, Map<string, Float32Array>>()
    const recording = (name: string): Trainer => ({
      ...plainTrainer,
      async train(request, onProgress, signal) {
        const result = await plainTrainer.train(request, onProgress, signal)
        const from = toHex(sha256(new Uint8Array(Float32Array.from(request.parameters.values).buffer)))
        const updates = trained.get(from) ?? new Map<string, Float32Array>()
        trained.set(from, updates.set(name, result.update.values))
        return result
      },
    })
    const held = holderNames.map(name =>
      startAgent(cast, name, { trainer: recording(name), drills: [{ round: 2, stage: 'masked' }] }),
    )
    while (!held.every(agent => agent.events.some(event => event.kind === 'holding'))) await sleep(50)
    await cast.federation.close()
    await Promise.all(held.map(agent => agent.stop()))
    const again = await reopenCast(cast, storage)
    t.teardown(async () => {
      await again.federation.close()
      await storage.close()
    })
    const agents = holderNames.map(name => startAgent(again, name, { trainer: recording(name) }))
    const bounty = await ended(again, bountyId)
    await Promise.all(agents.map(agent => agent.done))

    t.is(bounty.state, 'final')
    t.true(bounty.rounds.every(({ survivors }) => survivors.length === 6))
    t.is(trained.size, 3, 'three models were trained from')
    const size = 15
    const means = [...trained.values()].map(updates =>
      Float64Array.from({ length: size }, (_, i) =>
        [...updates].reduce((sum, [name, update]) => sum + (examplesOf(name) / ofAll) * update[i]!, 0),
      ),
    )
    const model = await deliveredModel(again, bounty)
    const start = initialParameters(parseModelSpec(terms.model), terms.training.seed)
    // The mean is off by a step of each member at most, times the weights' scale; the rule divides by tau or more.
    const rounding = (6 * stepOf(terms, terms.training.range) * terms.cohort.maximumExamples) / ofAll
    const tolerance = (3 * rate * rounding) / tau + 1e-5
    t.true(tolerance < 2e-3)
    assertNear(t, model.parameters.values, slowAdam(start.values, means, { rate, tau }), tolerance)
    // Planted: without what it kept, the last step would be another one.
    const forgetful = slowAdam(start.values, [means[0]!, means[2]!], { rate, tau })
    t.true(model.parameters.values.some((value, i) => Math.abs(value - forgetful[i]!) > 10 * tolerance))
    t.deepEqual(Object.keys(model.broadcast), [], 'what the server keeps is nobody else’s')
  },
)

const nine = [...holderNames, ...moreNames.slice(0, 3)]

/** Goes the other way, as far as clipping lets it. */
const hostileTrainer: Trainer = {
  ...plainTrainer,
  async train(...request) {
    const result = await plainTrainer.train(...request)
    return {
      ...result,
      update: { ...result.update, values: result.update.values.map(value => -1000 * value) },
    }
  },
}

/** Rounds of groups of three, one holder of which has ten times the records and goes the other way. */
async function playWithAttacker(t: ExecutionContext, robust: Changes['robust'], names = nine) {
  const { cast } = await openScene(t, names)
  const least = names.length
  const terms = termsWith({
    training: { rounds: 1, minimumRounds: 1 },
    cohort: { minimum: least, maximum: least, groupSize: 3, colluders: 0 },
    robust,
  })
  const bountyId = await post(cast, terms)
  const agents = names.map((name, i) =>
    startAgent(cast, name, {
      policyChanges: floors(3, 0),
      ...(i === 0 ? { trainer: hostileTrainer, dataset: smallDataset(1000, 1) } : {}),
    }),
  )
  const bounty = await ended(cast, bountyId)
  await Promise.all(agents.map(agent => agent.done))
  const events = await eventsOf(cast, bountyId)
  return { bounty, events, figures: bounty.rounds.map(round => figureOf(round, 'accuracy')!.value) }
}

async function eventsOf({ federation }: Cast, bountyId: string) {
  const controller = new AbortController()
  const events = []
  for await (const event of federation.operatorPort.watch({ bountyId, after: 0 }, controller.signal)) {
    events.push(event)
    if (event.kind === 'bounty-ended') controller.abort()
  }
  return events
}

test.serial('one holder that goes the other way spoils the mean, and not the median of groups', async t => {
  const spoilt = await playWithAttacker(t, undefined)
  const sound = await playWithAttacker(t, { rule: 'median' })
  t.is(sound.bounty.state, 'final')
  t.true(sound.figures.at(-1)! > 0.9, `${sound.figures}`)
  t.true(spoilt.figures.at(-1)! < 0.6, `${spoilt.figures}`)
  t.true(sound.bounty.rounds.every(({ groups }) => groups.length === 3))
})

test.serial('multi-krum leaves the poisoned group out, says so, and its members are paid', async t => {
  const fifteen = [...holderNames, ...moreNames, 'nutmeg', 'oak', 'pine']
  const { bounty, events, figures } = await playWithAttacker(t, { rule: 'multi-krum', faulty: 1 }, fifteen)
  t.true(figures.at(-1)! > 0.9, `${figures}`)
  for (const { round, groups, pays } of bounty.rounds) {
    const poisoned = groups.find(({ survivors }) => survivors.includes(holderNames[0]!))!.group
    const leftOut = events.filter(event => event.kind === 'group-left-out' && event.round === round)
    t.deepEqual(
      leftOut.map(({ group }) => group),
      [poisoned],
    )
    t.is(pays.length, 15)
  }
})

/** Trains for so many rounds and then goes astray. */
function tiringTrainer(goodRounds: number): Trainer {
  const models = new Set<string>()
  return {
    ...plainTrainer,
    async train(request, onProgress, signal) {
      models.add([...request.parameters.values].join())
      const trainer = models.size > goodRounds ? hostileTrainer : plainTrainer
      const result = await trainer.train(request, onProgress, signal)
      const values = result.update.values.map(value => Math.max(-1, Math.min(1, value)))
      return { ...result, update: { ...result.update, values } }
    },
  }
}

test.serial(
  'training that gets worse ends when patience does, and the best round’s model is delivered, judged and logged',
  async t => {
    const { cast } = await openScene(t)
    const terms = termsWith({
      training: { rounds: 8, minimumRounds: 1, patience: { rounds: 2 }, keep: 'best' },
      acceptance: { metric: 'logLoss', target: 0.6 },
    })
    const bountyId = await post(cast, terms)
    const agents = holderNames.map(name => startAgent(cast, name, { trainer: tiringTrainer(2) }))
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))

    const losses = bounty.rounds.map(round => figureOf(round, 'logLoss')!.value)
    t.is(bounty.reason, 'out-of-patience')
    t.is(losses.length, 4, `${losses}`)
    t.true(losses[1]! < losses[0]! && losses[1]! < 0.6 && losses[3]! > 0.6, `${losses}`)
    t.true(bounty.accepted, 'what is judged is what is delivered')
    const best = toHex(bounty.rounds[1]!.modelHash)
    const { leaves } = must(await cast.buyer.port.getLeaves({ start: 0, limit: 1000 }))
    const settled = leaves
      .map(({ body }) => JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>)
      .find(({ kind }) => kind === 'settled')
    t.like(settled, { modelHash: best, isTargetMet: true, rounds: 4 })
    const { metadata } = await deliveredModel(cast, bounty)
    t.is(metadata.round, '2')
    t.is(bounty.refundedUnits, 50_002n, 'the rounds that were spared')
  },
)

test.serial(
  'training starts from the model that the buyer uploads, and from no other bounty’s or kind’s',
  async t => {
    const { cast } = await openScene(t)
    const { port } = cast.buyer
    const spec = parseModelSpec(smallTerms(testSet, 60).model)
    const drawn = initialParameters(spec, 1)
    const parameters = { ...drawn, values: drawn.values.map((_, i) => i / 8 - 1) }
    const startFrom = (file: Uint8Array) =>
      termsWith({ training: { start: { sha256: toHex(sha256(file)) } } })
    const file = writeModel(spec, parameters, { note: 'of last year' })
    await t.throwsAsync(post(cast, startFrom(file)), { message: /blob-missing: the model [0-9a-f]{12}… to/ })
    const rival = await cast.federation.enrol('zeta', 'buyer')
    must(await rival.port.uploadBlob(file))
    await t.throwsAsync(post(cast, startFrom(file)), { message: /blob-missing/ }, 'it is another buyer’s')

    const other = { family: 'logistic', inputShape: [4], classes: 4 } as const
    const refusals = [
      [writeModel(other, initialParameters(other, 1)), /model-does-not-fit: .*is of another kind/],
      [
        writeModel(spec, { ...drawn, values: drawn.values.map((v, i) => (i === 7 ? Number.NaN : v)) }),
        /model-does-not-fit: .*are not finite numbers/,
      ],
      [testSet, /blob-mismatch: the model to start from: this is not a model file/],
    ] as const
    for (const [wrong, message] of refusals) {
      must(await port.uploadBlob(wrong))
      await t.throwsAsync(post(cast, startFrom(wrong)), { message })
    }

    must(await port.uploadBlob(file))
    const bountyId = await post(cast, startFrom(file))
    const model = await deliveredModel(cast, must(await port.getBounty({ bountyId })))
    t.deepEqual(model.parameters.values, parameters.values)
    t.deepEqual(model.metadata, { bounty: bountyId, round: '0' })
  },
)
