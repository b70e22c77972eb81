/** One bounty for every exit of the table of endings, as leaves that are signed and in order. */
import type { BountyStage } from '../../aggregation/index.ts'
import type { MarketLeaf } from '../../protos/market-log/index.ts'
import {
  encodeMarketLeaf,
  type MarketState,
  openMarketLog,
  settlementHash,
  takeLeaf,
} from '../../protos/market-log/index.ts'
import { seenDispute } from '../../protos/market-statements.ts'
import { createMarketScript, type MarketScript } from '../../simulator/bench/market-script.ts'

export interface Exit {
  readonly name: string
  /** In which the bounty ends. */
  readonly stage: BountyStage
  readonly script: MarketScript
  readonly bodies: readonly Uint8Array[]
  readonly state: MarketState
}

const second = 1000

/** A leaf, or what makes it of where the bounty stands. */
type Written = MarketLeaf | ((state: MarketState) => MarketLeaf)
type Write = (script: MarketScript) => readonly Written[]

const toRunning: Write = script => [
  script.posted(0),
  script.plain('funded', 1),
  script.plain('opened', 2),
  ...script.holders.map(holder => script.joined(holder, 3, 2000)),
  script.plain('started', 4),
]
const survived = (script: MarketScript, ...rounds: readonly number[]) =>
  rounds.map(round => script.round(round, script.holders))
const closed = (script: MarketScript, isMet = true) => [
  script.round(1, script.holders.slice(1), script.holders.slice(0, 1)),
  script.epochClosed(1, isMet, 10),
]
const ruled =
  (script: MarketScript, isUpheld: boolean, atMs: number) =>
  ({ life }: MarketState) =>
    script.ruled(seenDispute(life.disputes[0]!), isUpheld, atMs)
const challenged = (script: MarketScript, atMs: number) => script.plain('deadline-passed', atMs)
const ended = (script: MarketScript, isTargetMet: boolean) => [
  ...toRunning(script),
  ...closed(script),
  ...survived(script, 2, 3),
  script.stopped('rounds-done', 20),
  script.settled(isTargetMet, 21),
]
const over = 60 * second + 21
const exclude = (script: MarketScript) =>
  ({ kind: 'exclude', epoch: 2, holder: script.holders[0]!.name }) as const
const disputed = (script: MarketScript) => [
  ...ended(script, true),
  script.disputed(script.buyer, exclude(script), 'a copied model', 30),
]

const exits: readonly (readonly [name: string, stage: BountyStage, Write])[] = [
  ['rounds done, target met', 'final', script => [...ended(script, true), challenged(script, over)]],
  ['rounds done, target missed', 'final', script => [...ended(script, false), challenged(script, over)]],
  [
    'target met early',
    'final',
    script => [
      ...[...toRunning(script), ...closed(script), ...survived(script, 2)],
      ...[script.stopped('target-met', 20), script.settled(true, 21), challenged(script, over)],
    ],
  ],
  [
    'out of patience',
    'final',
    script => [
      ...[...toRunning(script), ...closed(script), ...survived(script, 2)],
      ...[script.stopped('out-of-patience', 20), script.settled(false, 21), challenged(script, over)],
    ],
  ],
  [
    'milestone missed',
    'final',
    script => [
      ...[...toRunning(script), ...closed(script, false)],
      ...[script.stopped('milestone-missed', 20), script.settled(false, 21), challenged(script, over)],
    ],
  ],
  [
    'undersubscribed',
    'undersubscribed',
    script => [
      ...toRunning(script).slice(0, 4),
      script.stopped('undersubscribed', 20),
      script.settled(false, 21),
    ],
  ],
  [
    'cancelled as a draft',
    'aborted-buyer',
    script => [script.posted(0), script.stopped('cancelled', 20), script.settled(false, 21)],
  ],
  [
    'cancelled while it runs',
    'aborted-buyer',
    script => [
      ...[...toRunning(script), ...closed(script), ...survived(script, 2)],
      ...[script.stopped('cancelled', 20), script.settled(false, 21), challenged(script, over)],
    ],
  ],
  [
    'a round failed',
    'aborted-coordinator',
    script => [
      ...[...toRunning(script), ...closed(script)],
      script.stopped('failed', 20, { round: 2, members: script.holders }),
      ...[script.settled(false, 21), challenged(script, over)],
    ],
  ],
  [
    'expired',
    'expired',
    script => [
      ...[...toRunning(script), ...closed(script)],
      ...[script.stopped('expired', 90 * second), script.settled(false, 90 * second)],
      challenged(script, 150 * second),
    ],
  ],
  [
    'a dispute is upheld',
    'final',
    script => [
      ...disputed(script),
      ruled(script, true, 40),
      challenged(script, 40 + 30 * second),
      challenged(script, over),
    ],
  ],
  [
    'a dispute is dismissed',
    'final',
    script => [
      ...disputed(script),
      ruled(script, false, 40),
      challenged(script, 40 + 30 * second),
      challenged(script, over),
    ],
  ],
  [
    'nobody rules on a dispute',
    'final',
    script => [...disputed(script), challenged(script, 30 + 100 * second)],
  ],
  [
    'an appeal turns a ruling',
    'final',
    script => [
      ...[...disputed(script), script.evidenceAdded(script.holders[1]!, 1, 'a log of the training', 35)],
      ...[ruled(script, true, 40), script.appealed(script.holders[0]!, 1, 'another log', 50)],
      ...[ruled(script, false, 60), challenged(script, over)],
    ],
  ],
  [
    'a fault is proved and pay vests',
    'final',
    script => [
      ...[...toRunning(script), ...closed(script), ...survived(script, 2, 3)],
      script.faultProved('two results', 15, { accuser: script.holders[2]!.name }),
      ...[script.stopped('rounds-done', 20), script.settled(true, 21), challenged(script, over)],
      ...[
        script.vested(script.holders[1]!, over + 500 * second),
        script.vested(script.holders[1]!, over + 2000 * second),
      ],
    ],
  ],
]

/** Every exit, each with keys of its own. */
export function marketExits(): readonly Exit[] {
  return exits.map(([name, stage, write]) => {
    const script = scriptFor(name)
    return { name, stage, script, ...sealed(script, write(script)) }
  })
}

function scriptFor(seed: string): MarketScript {
  return createMarketScript({
    seed,
    rounds: 3,
    examples: [400, 100, 10, 7],
    pay: {
      priceUnits: '1007',
      feeBasisPoints: 333,
      weightCap: 100,
      pools: { base: 8000, quality: 0, evaluators: 0, bonus: 2000 },
      milestones: [
        { rounds: 1, basisPoints: 3000, target: 0.5 },
        { rounds: 2, basisPoints: 7000 },
      ],
      killFeeBasisPoints: 1000,
      holdback: { basisPoints: 2000, seconds: 1000 },
      challengeSeconds: 60,
      stakeUnits: '50',
      coordinatorBondUnits: '100',
      expiresSeconds: 80,
    },
    disputes: { bondUnits: '40', rulingSeconds: 100, appealSeconds: 30 },
  })
}

/** The leaves as bytes, with that of the settlement where the bounty is over. */
function sealed(script: MarketScript, leaves: readonly Written[]) {
  const bodies: Uint8Array[] = []
  let state: MarketState | undefined
  const take = (leaf: MarketLeaf): MarketState => {
    const body = encodeMarketLeaf(leaf)
    const taken = state === undefined ? openMarketLog(script.termsBytes, body) : takeLeaf(state, body)
    if (taken.kind === 'refused') throw new Error(`${leaf.kind}: ${taken.rule}, ${taken.detail}`)
    bodies.push(body)
    state = taken.state
    return taken.state
  }
  for (const leaf of leaves) {
    const { settlement, isSealed, bountyId } = take(typeof leaf === 'function' ? leaf(state!) : leaf)
    if (settlement !== undefined && !isSealed)
      take({ kind: 'settlement', bountyId, settlement: settlementHash(settlement) })
  }
  return { bodies, state: state! }
}
