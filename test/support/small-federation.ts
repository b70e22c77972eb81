/** Six holders with tiny tables, a buyer, and a coordinator, in one process. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import {
  generateSigner,
  parameterVector,
  type Signer,
  sha256,
  systemRandom,
  toHex,
} from '../../aggregation/index.ts'
import {
  type AgentEvent,
  type AgentOptions,
  type ConsentPolicy,
  openAgentStore,
  readPolicy,
  runAgent,
  systemClock,
} from '../../client/index.ts'
import { openStorage, type Storage } from '../../coordinator/storage/index.ts'
import { type ClassDataset, type Dataset, encodeDatasetBlob, type Trainer } from '../../learning/index.ts'
import { cancelSigningBytes } from '../../protos/market-statements.ts'
import type { Answer } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { type BountyTerms, bountyIdOf, encodeTerms, termsSigningBytes } from '../../protos/terms.ts'
import { type Federation, openFederation } from '../../simulator/index.ts'

export const holderNames = ['alder', 'birch', 'cedar', 'damson', 'elm', 'fir']
/** Six more, for cohorts that are cut into groups. */
export const moreNames = ['gorse', 'hazel', 'ivy', 'juniper', 'larch', 'maple']
const allNames = [...holderNames, ...moreNames]

/** Three classes on a line, told apart by two of four columns; the same rule for every holder. */
export function smallDataset(examples: number, seed: number): Dataset {
  const features = new Float32Array(examples * 4)
  const labels = new Int32Array(examples)
  let state = seed * 2654435761 + 1
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  for (let i = 0; i < examples; i++) {
    const label = Math.floor(next() * 3)
    labels[i] = label
    features.set([label === 0 ? 1 : 0, label === 1 ? 1 : 0, next() * 0.1, next() * 0.1], i * 4)
  }
  return { features, labels, examples, featureShape: [4], classes: 3 }
}

/** Plain softmax regression by full-batch descent: what the real trainer does, small enough to read. */
export const plainTrainer: Trainer = {
  async train({ parameters, dataset, epochs, learningRate, correction, privacy }) {
    const { features, labels, examples } = dataset as ClassDataset
    const values = parameters.values.slice()
    for (let step = 0; step < epochs * 20; step++) {
      const gradient = new Float64Array(values.length)
      for (let i = 0; i < examples; i++)
        addGradient(gradient, values, features.subarray(i * 4, i * 4 + 4), labels[i]!)
      for (let k = 0; k < values.length; k++)
        values[k] = values[k]! - learningRate * (gradient[k]! / examples + (correction?.[k] ?? 0))
    }
    const update = values.map((value, k) => value - parameters.values[k]!)
    return {
      update: parameterVector(update, parameters.layout),
      examples,
      steps: epochs * 20,
      meanLoss: 0,
      durationMs: 0,
      // Says so and adds no noise: what a holder is charged is under test, not what it is charged for.
      ...(privacy === undefined ? {} : { privacy: { ...privacy, steps: epochs, noiseDistance: 0 } }),
    }
  },
  close: async () => undefined,
}

function addGradient(gradient: Float64Array, values: Float32Array, row: Float32Array, label: number): void {
  const logits = [0, 1, 2].map(unit =>
    row.reduce((sum, x, k) => sum + x * values[k * 3 + unit]!, values[12 + unit]!),
  )
  const top = Math.max(...logits)
  const exponents = logits.map(logit => Math.exp(logit - top))
  const total = exponents.reduce((sum, value) => sum + value, 0)
  for (let unit = 0; unit < 3; unit++) {
    const slope = exponents[unit]! / total - (unit === label ? 1 : 0)
    for (let k = 0; k < 4; k++) gradient[k * 3 + unit] = gradient[k * 3 + unit]! + slope * row[k]!
    gradient[12 + unit] = gradient[12 + unit]! + slope
  }
}

export function smallTerms(
  testSet: Uint8Array,
  examples: number,
  change: Partial<BountyTerms['training']> = {},
): BountyTerms {
  return {
    version: 1,
    title: 'A small test of everything',
    purpose: 'testing',
    model: { family: 'logistic', inputShape: [4], classes: 3 },
    data: {
      kind: 'table',
      features: ['a', 'b', 'c', 'd'].map(name => ({ name, kind: 'number' })),
      label: { name: 'label', classes: ['x', 'y', 'z'] },
    },
    training: {
      rounds: 3,
      minimumRounds: 3,
      stopAtTarget: false,
      localEpochs: 1,
      batchSize: 10,
      learningRate: 0.5,
      clipNorm: 10,
      range: 2,
      seed: 5,
      ...change,
    },
    acceptance: { metric: 'accuracy', target: 0.9, testSet: { sha256: toHex(sha256(testSet)), examples } },
    cohort: { minimum: 5, maximum: 6, openSeconds: 60, colluders: 1, maximumExamples: 1000 },
    aggregation: {
      suite: 1,
      bits: 24,
      stageSeconds: { advertise: 8, share: 8, input: 20, survivors: 8, unmask: 8 },
      attempts: 3,
    },
    pay: { asset: 'credit', priceUnits: '100003', feeBasisPoints: 250, weightCap: 100 },
  }
}

export interface Cast {
  readonly federation: Federation
  readonly folder: string
  readonly coordinatorSigner: Signer
  readonly operatorSigner: Signer
  readonly buyer: { readonly port: CoordinatorPort; readonly signer: Signer }
  readonly holders: ReadonlyMap<string, { readonly port: CoordinatorPort; readonly signer: Signer }>
}

export function must<T>(answer: Answer<T>): T {
  if (answer.kind === 'granted') return answer.value
  throw new Error(`refused: ${answer.reason}: ${answer.message}`)
}

/** Opens the federation, enrols everybody and gives the buyer 200,000 units. */
export async function openCast(
  storage: Storage,
  names: readonly string[] = holderNames,
  silenceMs?: number,
): Promise<Cast> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-cast-'))
  const coordinatorSigner = generateSigner(systemRandom).signer
  const operatorSigner = generateSigner(systemRandom).signer
  const federation = await openFederation({
    folder,
    storage,
    signer: coordinatorSigner,
    operator: operatorSigner,
    ...(silenceMs === undefined ? {} : { silenceMs }),
  })
  const buyer = await federation.enrol('acme', 'buyer')
  must(
    await federation.operatorPort.deposit(
      { organisation: 'acme', amountUnits: 200_000n, memo: '' },
      { idempotencyKey: 'first' },
    ),
  )
  const holders = new Map()
  for (const name of names) holders.set(name, await federation.enrol(name, 'holder'))
  return { federation, folder, coordinatorSigner, operatorSigner, buyer, holders }
}

/** The same in a database of its own, both closed when the test is over. */
export async function openScene(
  t: ExecutionContext,
  names: readonly string[] = holderNames,
  silenceMs?: number,
): Promise<{ readonly storage: Storage; readonly cast: Cast }> {
  const storage = await openStorage({ memory: true })
  const cast = await openCast(storage, names, silenceMs)
  t.teardown(async () => {
    await cast.federation.close()
    await storage.close()
  })
  return { storage, cast }
}

/** Posts the small bounty; its id. */
export async function postSmallBounty(
  cast: Cast,
  change: Partial<BountyTerms['training']> = {},
): Promise<string> {
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  return postBountyWith(cast, smallTerms(testSet, 60, change))
}

/** Posts a bounty with these terms, whose test set is uploaded already; its id. */
export async function postBountyWith(
  { buyer }: Pick<Cast, 'buyer'>,
  checked: BountyTerms,
  draft = false,
): Promise<string> {
  const terms = encodeTerms(checked)
  const nonce = systemRandom.bytes(16)
  const bountyId = bountyIdOf(terms, buyer.signer.publicKey, nonce)
  const signature = buyer.signer.sign(termsSigningBytes(bountyId, terms))
  must(await buyer.port.postBounty({ terms, nonce, signature, draft }))
  return bountyId
}

/** The buyer cancels, signed. */
export function cancel({ buyer }: Pick<Cast, 'buyer'>, bountyId: string) {
  return buyer.port.cancelBounty({ bountyId, signature: buyer.signer.sign(cancelSigningBytes(bountyId)) })
}

const unended: ReadonlySet<string> = new Set([
  'draft',
  'funded',
  'open',
  'running',
  'settling',
  'challenge',
  'disputed',
])

/** The bounty once it has ended. */
export async function ended({ buyer }: Pick<Cast, 'buyer'>, bountyId: string) {
  for (let i = 0; i < 1200; i++) {
    const bounty = must(await buyer.port.getBounty({ bountyId }))
    if (!unended.has(bounty.state)) return bounty
    await sleep(100)
  }
  throw new Error('the bounty did not end in two minutes')
}

/** The same people before a coordinator that was opened again on what the old one wrote. */
export async function reopenCast(cast: Cast, storage: Storage): Promise<Cast> {
  const federation = await openFederation({
    folder: cast.folder,
    storage,
    signer: cast.coordinatorSigner,
    operator: cast.operatorSigner,
  })
  return {
    ...cast,
    federation,
    buyer: { ...cast.buyer, port: federation.portFor('acme', 'buyer', cast.buyer.signer) },
    holders: new Map(
      [...cast.holders].map(([name, { signer }]) => [
        name,
        { signer, port: federation.portFor(name, 'holder', signer) },
      ]),
    ),
  }
}

export interface StartedAgent {
  readonly events: AgentEvent[]
  readonly done: Promise<void>
  stop(): Promise<void>
}

/** Starts one holder's agent; it ends with the bounty. */
export function startAgent(
  cast: Cast,
  name: string,
  {
    policyChanges = {},
    ...more
  }: Partial<AgentOptions> & { readonly policyChanges?: Partial<ConsentPolicy> } = {},
): StartedAgent {
  const holder = cast.holders.get(name)!
  const controller = new AbortController()
  const events: AgentEvent[] = []
  const store = openAgentStore(join(cast.folder, `agent-${name}`), new Uint8Array(32).fill(7), systemRandom)
  const place = Math.max(0, allNames.indexOf(name))
  const examples = 40 + 20 * place
  const done = runAgent({
    port: holder.port,
    signer: holder.signer,
    organisation: name,
    stateStore: store,
    policy: {
      ...readPolicy(
        'version: 1\nallow: {buyers: [acme], modelFamilies: [logistic], purposes: [testing]}\ncolluders: 1\n',
        'test policy',
      ),
      ...policyChanges,
    },
    dataset: smallDataset(examples, place + 1),
    privacyLedger: 'unsafe-uncounted',
    datasetSalt: new Uint8Array(16).fill(3),
    trainer: plainTrainer,
    clock: systemClock,
    random: systemRandom,
    coordinatorKey: cast.coordinatorSigner.publicKey,
    report: event => void events.push(event),
    signal: controller.signal,
    once: true,
    patience: { pollMs: 50, waitMs: 1_000 },
    ...more,
  }).finally(() => store.close())
  return {
    events,
    done,
    async stop() {
      controller.abort()
      // A call that waits inside this process is not broken off, and its timer alone keeps no process alive.
      const alive = setInterval(() => undefined, 1000)
      await done.finally(() => clearInterval(alive))
    },
  }
}
