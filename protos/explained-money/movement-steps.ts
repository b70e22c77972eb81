/** The calculation behind one posting, from the bounty as it was before and after the leaf that moved it. */
import {
  accountKindOf,
  baseWeight,
  type Due,
  damageShares,
  type Epoch,
  feesAccount,
  type Life,
  type MoneyCommand,
  type MoneyPosting,
  type Pool,
  wholeBasisPoints,
} from '../../aggregation/index.ts'
import { feeSteps, paySteps, spentSteps } from './due-steps.ts'
import { epochSteps, roundSteps } from './pot-steps.ts'
import { shareSteps } from './share-steps.ts'
import { given, less, lesser, portion, type Step, step, sum } from './steps.ts'

/** What a leaf did, with what came before it. */
export interface Turned {
  readonly before: Life
  readonly after: Life
  readonly atMs: number
  readonly command: MoneyCommand
  /** Examples of each holder in each round's sum. */
  readonly examples: ReadonlyMap<number, ReadonlyMap<string, number>>
  /** Taken back by rulings, and paid out of the coordinator's bond, up to here. */
  readonly clawedUnits: readonly bigint[]
  readonly bondPaidUnits: readonly bigint[]
  /** Who proved a fault, where this leaf is about one. */
  readonly accuser: string | undefined
}

interface Weighed {
  readonly holder: string
  readonly weight: bigint
}

const pools: Readonly<Record<string, Pool>> = {
  'round-pay': 'base',
  'quality-pay': 'quality',
  'evaluators-pay': 'evaluators',
  'bonus-pay': 'bonus',
  'kill-fee': 'kill-fee',
}

/** The last step comes to the amount, without its sign; undefined where the numbers cannot be told. */
export function movementSteps(
  turned: Turned,
  source: string,
  posting: MoneyPosting,
): readonly Step[] | undefined {
  const { command } = turned
  if (command.command === 'hold' || command.command === 'void-hold') return undefined
  const pool = pools[command.kind]
  const steps =
    pool === undefined ? otherSteps(turned, source, posting) : dueSteps(turned, pool, source, posting)
  const amount = posting.amountUnits < 0n ? -posting.amountUnits : posting.amountUnits
  return steps?.at(-1)?.value === amount ? steps : undefined
}

function dueSteps(
  { after, command, examples }: Turned,
  pool: Pool,
  source: string,
  posting: MoneyPosting,
): readonly Step[] | undefined {
  const isIt = (due: Due) =>
    due.pot.pool === pool &&
    (command.command === 'post-hold'
      ? due.holdId === command.holdId
      : due.account === source && (pool !== 'base' || due.pot.number === command.round))
  const due = after.epochs.flatMap(({ dues }) => dues).find(isIt)
  if (due === undefined) return undefined
  if (posting.amountUnits < 0n) return spentSteps(after, due)
  if (posting.account === feesAccount) return feeSteps(after, due)
  const part = accountKindOf(posting.account) === 'holdback' ? 'held-back' : 'now'
  const known = pool === 'base' ? examples.get(due.pot.number) : undefined
  return paySteps(after, due, holderIn(posting.account), part, known)
}

function holderIn(account: string): string {
  return account.slice(account.lastIndexOf(':') + 1)
}

function otherSteps(
  turned: Turned,
  source: string,
  { account, amountUnits }: MoneyPosting,
): readonly Step[] | undefined {
  const { before, after, command } = turned
  const { terms } = before
  const kind = 'kind' in command ? command.kind : undefined
  switch (kind) {
    case 'fund':
      return [given('price', terms.priceUnits, 'pay.priceUnits of the terms')]
    case 'coordinator-bond':
      return [given("coordinator's bond", terms.coordinatorBondUnits ?? 0n, 'pay.coordinatorBondUnits')]
    case 'stake': {
      const holder = holderIn(stakeOf(source, account))
      const asEvaluator = after.evaluators.get(holder)?.stakeUnits
      if (asEvaluator !== undefined)
        return [given('stake of an evaluator', asEvaluator, 'scoring.evaluators of the terms')]
      const staked = before.participants.get(holder)?.stakeUnits ?? 0n
      return [less('stake', terms.stakeUnits ?? 0n, [staked], 'what is there from before is not paid again')]
    }
    case 'epoch':
      return epochSteps(terms, after.epochs.at(-1)!.epoch)
    case 'epoch-rest':
      return restSteps(after, source, account)
    case 'refund':
      return refundSteps(turned)
    case 'dispute-bond':
      return [given('bond', bondOf(turned), 'pay.disputes.bondUnits')]
    case 'appeal-bond':
      return [step('bond of an appeal', `2*${bondOf(turned)}`, 2n * bondOf(turned))]
    case 'bond-back':
      return source.endsWith(':coordinator') ? coordinatorRest(turned) : [bondStep(turned, source)]
    case 'bond-forfeited':
      return forfeitedSteps(turned, source, account, amountUnits)
    case 'compensation':
      return compensationSteps(turned, account, amountUnits)
    case 'clawback':
      return heldBackSteps(before, holderIn(accountKindOf(source) === 'holdback' ? source : account))
    case 'slash':
      return slashSteps(turned, source, account, amountUnits)
    case 'vested':
      return vestedSteps(turned, holderIn(source))
    case 'stake-back': {
      const party = holderIn(account)
      const { stakeUnits = 0n } = before.participants.get(party) ?? before.evaluators.get(party) ?? {}
      return [given('stake', stakeUnits, 'nothing of it was lost')]
    }
    default:
      return undefined
  }
}

function stakeOf(source: string, account: string): string {
  return accountKindOf(source) === 'stake' ? source : account
}

/** Each due of an epoch as one number: its shares and its fee. */
function spentOf({ dues }: Epoch): readonly bigint[] {
  return dues
    .filter(({ isPaid }) => isPaid)
    .map(({ settlement }) =>
      settlement.pays.reduce((all, { amountUnits }) => all + amountUnits, settlement.feeUnits),
    )
}

function restSteps(after: Life, source: string, account: string): readonly Step[] | undefined {
  const name = accountKindOf(source) === 'escrow' && source.includes(':epoch:') ? source : account
  const epoch = after.epochs.find(one => one.epoch === Number(holderIn(name)))
  if (epoch === undefined) return undefined
  const steps = epochSteps(after.terms, epoch.epoch)
  const own = { ...epoch, dues: epoch.dues.filter(due => due.account === name) }
  const note = 'less pay and fee of each of its pots'
  return [...steps, less('left of the epoch', steps.at(-1)!.value, spentOf(own), note)]
}

function refundSteps({ after, clawedUnits }: Turned): readonly Step[] {
  const { priceUnits } = after.terms
  const spent = after.epochs.map(epoch =>
    sum(`pay and fees of epoch ${epoch.epoch}`, spentOf(epoch), 'one number for each of its pots'),
  )
  const clawed = clawedUnits.reduce((all, units) => all + units, 0n)
  const rest = less(
    'back to the buyer',
    priceUnits,
    spent.map(({ value }) => value),
    'the price less each thing',
  )
  if (clawed === 0n) return [...spent, rest]
  const note = 'what a ruling took back of earlier pay comes back too'
  return [...spent, step(rest.what, `${rest.expression} + ${clawed}`, rest.value + clawed, note)]
}

function bondOf({ before }: Turned): bigint {
  return before.terms.disputes?.bondUnits ?? 0n
}

function bondStep(turned: Turned, source: string): Step {
  const bond = bondOf(turned)
  return source.includes(':appeal:')
    ? step('bond of the appeal', `2*${bond}`, 2n * bond)
    : given('bond', bond, 'pay.disputes.bondUnits')
}

function coordinatorRest({ before, bondPaidUnits }: Turned): readonly Step[] {
  const bond = before.terms.coordinatorBondUnits ?? 0n
  return [less("left of the coordinator's bond", bond, bondPaidUnits)]
}

function forfeitedSteps(
  turned: Turned,
  source: string,
  account: string,
  amountUnits: bigint,
): readonly Step[] | undefined {
  const bond = bondStep(turned, source)
  if (amountUnits < 0n || amountUnits === bond.value) return [bond]
  const shares = shareSteps(bond.value, earnedWeights(turned.before), holderIn(account), amountUnits)
  return shares && [bond, ...shares]
}

/** What holders earned in rounds: the sum of their weights. */
function earnedWeights({ epochs }: Life): readonly Weighed[] {
  const sums = new Map<string, bigint>()
  for (const { pot } of epochs.flatMap(({ dues }) => dues))
    if (pot.pool === 'base')
      for (const { holder, weight } of pot.claims) sums.set(holder, (sums.get(holder) ?? 0n) + weight)
  return [...sums].map(([holder, weight]) => ({ holder, weight }))
}

function compensationSteps(
  { after }: Turned,
  account: string,
  amountUnits: bigint,
): readonly Step[] | undefined {
  const { terms, end } = after
  const { round = 0, members = [] } = end ?? {}
  const bondUnits = terms.coordinatorBondUnits ?? 0n
  const pot = roundSteps(terms, round)
  const all = [...pot, lesser("of the coordinator's bond", bondUnits, pot.at(-1)!.value)]
  if (amountUnits < 0n) return all
  const claims = weighed(
    terms.weightCap,
    members.map(({ holder, examples }) => [holder, examples] as const),
  )
  const shares = shareSteps(all.at(-1)!.value, claims, holderIn(account), amountUnits)
  return shares && [...all, ...shares]
}

function weighed(weightCap: bigint, holders: readonly (readonly [string, bigint])[]): readonly Weighed[] {
  return holders.map(([holder, examples]) => ({ holder, weight: baseWeight(examples, weightCap) }))
}

function heldBackSteps({ participants }: Life, holder: string): readonly Step[] | undefined {
  const participant = participants.get(holder)
  if (participant === undefined) return undefined
  const { heldBackUnits, releasedUnits } = participant
  return [less('held back and not released', heldBackUnits, [releasedUnits])]
}

const accuserBasisPoints = 1_000n

function slashSteps(
  { before, accuser, bondPaidUnits }: Turned,
  source: string,
  account: string,
  amountUnits: bigint,
): readonly Step[] | undefined {
  const isBond = source.endsWith(':coordinator')
  const culprit = isBond ? undefined : holderIn(source)
  const units = isBond
    ? less("coordinator's bond", before.terms.coordinatorBondUnits ?? 0n, bondPaidUnits)
    : given('stake', before.participants.get(culprit!)?.stakeUnits ?? 0n)
  if (amountUnits < 0n) return [units]
  const isParty = accuser !== undefined && (accuser === before.buyer || before.participants.has(accuser))
  const isRewarded = isParty && accuser !== culprit
  const reward = portion(
    'to whoever proved it',
    units.value,
    isRewarded ? accuserBasisPoints : 0n,
    BigInt(wholeBasisPoints),
  )
  const claims = damageShares(before, culprit)
  const rest = less('to the others who take part', units.value, [reward.value])
  if (accountKindOf(account) === 'slash') return [units, reward, rest]
  const own = isRewarded && holderIn(account) === accuser ? reward.value : 0n
  if (own === amountUnits) return [units, reward]
  const shares = shareSteps(rest.value, claims, holderIn(account), amountUnits - own)
  if (shares === undefined) return undefined
  const steps = [units, reward, rest, ...shares]
  return own === 0n ? steps : [...steps, sum('in all', [own, shares.at(-1)!.value])]
}

function vestedSteps({ before, atMs }: Turned, holder: string): readonly Step[] | undefined {
  const participant = before.participants.get(holder)
  if (participant === undefined || before.finalAtMs === undefined) return undefined
  const { heldBackUnits, releasedUnits } = participant
  const durationMs = BigInt(before.terms.vestingMs ?? 0)
  const elapsedMs = BigInt(atMs - before.finalAtMs)
  const upTo =
    elapsedMs >= durationMs
      ? given('vested', heldBackUnits, 'its time is over: all that was held back')
      : portion(
          'vested',
          heldBackUnits,
          elapsedMs,
          durationMs,
          'milliseconds since the end, of all that it takes',
        )
  return [upTo, less('released now', upTo.value, [releasedUnits], 'less what was released before')]
}
