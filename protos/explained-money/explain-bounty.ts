/**
 * Every unit that a bounty moved, with the calculation behind it, from nothing but its terms and its leaves in the public log.
 * What is printed here and what the ledger says are two accounts of the same thing: `explainLines` puts them side by side.
 */
import type { Life, MoneyCommand, MoneyPosting } from '../../aggregation/index.ts'
import { leafSurvivors } from '../../aggregation/index.ts'
import {
  decodeMarketLeaf,
  type LeafRefused,
  type LeafTaken,
  type MarketLeaf,
  openMarketLog,
  takeLeaf,
} from '../market-log/index.ts'
import { movementSteps } from './movement-steps.ts'
import type { Step } from './steps.ts'

/** One account's part in one movement of a bounty's money. */
export interface Movement {
  readonly bountyId: string
  /** Its place in the public log, and what the leaf is. */
  readonly leafIndex: number
  readonly leafKind: string
  /** As the ledger calls it. */
  readonly kind: string
  /** 0 where it is of no round. */
  readonly round: number
  readonly account: string
  readonly amountUnits: bigint
  /** The last comes to the amount, without its sign; none where it cannot be told. */
  readonly steps: readonly Step[]
}

export type Explained =
  | { readonly kind: 'explained'; readonly movements: readonly Movement[] }
  /** The leaves are not a bounty's: which one, and why. */
  | { readonly kind: 'refused'; readonly leafIndex: number; readonly detail: string }

interface PlacedLeaf {
  readonly index: number
  readonly body: Uint8Array
}

interface Telling {
  readonly examples: Map<number, ReadonlyMap<string, number>>
  readonly clawedUnits: bigint[]
  readonly bondPaidUnits: bigint[]
}

/** Replays a bounty's leaves, oldest first, and explains what each of them moved. */
export function explainBounty(termsBytes: Uint8Array, leaves: readonly PlacedLeaf[]): Explained {
  const movements: Movement[] = []
  const telling = explainMovements(termsBytes, leaves)
  for (;;) {
    const next = telling.next()
    if (next.done) return next.value ?? { kind: 'explained', movements }
    movements.push(next.value)
  }
}

/**
 * The same, one movement at a time: who has other work to do pauses between them. A long bounty takes seconds. Returns which leaf
 * is not a bounty's, if one is not.
 */
export function* explainMovements(
  termsBytes: Uint8Array,
  leaves: readonly PlacedLeaf[],
): Generator<Movement, Extract<Explained, { kind: 'refused' }> | undefined, undefined> {
  const telling: Telling = { examples: new Map(), clawedUnits: [], bondPaidUnits: [] }
  let taken: LeafTaken | LeafRefused | undefined
  for (const { index, body } of leaves) {
    const before = taken?.kind === 'taken' ? taken.state.life : undefined
    taken = taken?.kind === 'taken' ? takeLeaf(taken.state, body) : openMarketLog(termsBytes, body)
    if (taken.kind === 'refused') return { kind: 'refused', leafIndex: index, detail: taken.detail }
    const read = decodeMarketLeaf(body)
    if (read.kind === 'leaf' && before !== undefined) yield* tell(telling, read.leaf, index, before, taken)
  }
  return undefined
}

function* tell(
  telling: Telling,
  leaf: MarketLeaf,
  leafIndex: number,
  before: Life,
  taken: LeafTaken,
): Generator<Movement, void, undefined> {
  if (leaf.kind === 'round')
    telling.examples.set(
      leaf.round,
      new Map(leafSurvivors(leaf).map(({ organisation, examples }) => [organisation, examples])),
    )
  for (const command of taken.money) {
    const [source, postings] = postingsOf(command, taken.state.life)
    const turned = {
      ...telling,
      before,
      after: taken.state.life,
      atMs: 'atMs' in leaf ? leaf.atMs : before.lastAtMs,
      command,
      accuser: leaf.kind === 'fault-proved' ? leaf.accuser : undefined,
    }
    for (const posting of postings)
      yield {
        bountyId: leaf.bountyId,
        leafIndex,
        leafKind: leaf.kind,
        kind: 'kind' in command ? command.kind : command.command,
        round: command.round ?? 0,
        ...posting,
        steps: movementSteps(turned, source, posting) ?? [],
      }
    remember(telling, source, command, postings)
  }
}

/** Where the units come from, and every posting, that of the source first. */
function postingsOf(command: MoneyCommand, after: Life): readonly [string, readonly MoneyPosting[]] {
  if (command.command === 'transfer') return [command.postings[0]!.account, command.postings]
  if (command.command !== 'post-hold') return ['', []]
  const { holdId, destinations } = command
  const due = after.epochs.flatMap(({ dues }) => dues).find(one => one.holdId === holdId)
  const source = due?.account ?? ''
  const total = destinations.reduce((all, { amountUnits }) => all + amountUnits, 0n)
  return [source, [{ account: source, amountUnits: -total }, ...destinations]]
}

/** What later calculations subtract. */
function remember(
  { clawedUnits, bondPaidUnits }: Telling,
  source: string,
  command: MoneyCommand,
  [first]: readonly MoneyPosting[],
): void {
  if (!('kind' in command) || first === undefined) return
  if (command.kind === 'clawback') clawedUnits.push(-first.amountUnits)
  if (source.endsWith(':coordinator') && command.kind !== 'bond-back') bondPaidUnits.push(-first.amountUnits)
}
