/** One event being taken in: the bounty as it becomes, and the money that moves. */
import { buyerAccount, payableAccount } from '../account-names.ts'
import { baseWeight } from '../base-pool.ts'
import type { Survivor, Weight } from '../pots.ts'
import {
  type Dispute,
  type Epoch,
  type Life,
  type LifeRule,
  type Participant,
  RuleBroken,
  type Totals,
} from './life.ts'
import type { MoneyCommand } from './money.ts'

export interface Turn {
  life: Life
  readonly money: MoneyCommand[]
}

export function ensure(condition: boolean, rule: LifeRule, detail: string): asserts condition {
  if (!condition) throw new RuleBroken(rule, detail)
}

/** Asks for a movement, where there is one. */
export function pay(turn: Turn, command: MoneyCommand | undefined): void {
  if (command !== undefined) turn.money.push(command)
}

export function change(turn: Turn, part: Partial<Life>): void {
  turn.life = { ...turn.life, ...part }
}

/** Adds to the totals; negative amounts take away. */
export function count(turn: Turn, amounts: Partial<Totals>): void {
  const { totals } = turn.life
  const entries = Object.entries(totals) as [keyof Totals, bigint][]
  const next = Object.fromEntries(entries.map(([name, units]) => [name, units + (amounts[name] ?? 0n)]))
  change(turn, { totals: next as unknown as Totals })
}

export function changeParticipant(turn: Turn, participant: Participant): void {
  const participants = new Map(turn.life.participants)
  participants.set(participant.holder, participant)
  change(turn, { participants })
}

export function changeEpoch(turn: Turn, epoch: Epoch): void {
  change(turn, { epochs: turn.life.epochs.map(one => (one.epoch === epoch.epoch ? epoch : one)) })
}

export function changeDispute(turn: Turn, dispute: Dispute): void {
  change(turn, { disputes: turn.life.disputes.map(one => (one.number === dispute.number ? dispute : one)) })
}

export function participantOf({ life }: Turn, holder: string): Participant {
  const participant = life.participants.get(holder)
  ensure(participant !== undefined, 'unknown-holder', `${holder} never joined this bounty`)
  return participant
}

/** Members of a round: each once, and with a number of examples that it consented to. */
export function requireMembers(turn: Turn, members: readonly Survivor[]): void {
  const seen = new Set<string>()
  for (const { holder, examples } of members) {
    ensure(!seen.has(holder), 'malformed', `${holder} is named twice in one round`)
    seen.add(holder)
    const { declared } = participantOf(turn, holder)
    ensure(
      declared.includes(examples),
      'malformed',
      `${holder} joined with ${declared.join(' or ')} examples, not ${examples}`,
    )
  }
}

/** The epoch whose rounds are under way. */
export function openEpoch({ life }: Turn): Epoch | undefined {
  return life.epochs.find(({ status }) => status === 'open')
}

/** Where a party to the bounty is paid and pays from. */
export function accountOf({ life }: Turn, party: string): string {
  if (party === life.buyer) return buyerAccount(party)
  ensure(
    life.participants.has(party),
    'not-a-party',
    `${party} is neither the buyer nor a holder of this bounty`,
  )
  return payableAccount(party)
}

/** Base weights of holders. */
export function weightsOf({ life }: Turn, holders: readonly Survivor[]): readonly Weight[] {
  return holders.map(({ holder, examples }) => ({
    holder,
    weight: baseWeight(examples, life.terms.weightCap),
  }))
}

/**
 * Who shares what a fault, or a buyer that breaks off, costs: those who take part, by what they earned in rounds; before a round
 * is done, in equal parts those of them who were there at the start. What somebody declares at that moment brings it nothing.
 */
export function damageShares(life: Life, culprit?: string): readonly Weight[] {
  const others = [...life.participants.values()].filter(
    ({ isPresent, holder }) => isPresent && holder !== culprit,
  )
  if (life.lastRound === 0)
    return others.filter(({ isFounder }) => isFounder).map(({ holder }) => ({ holder, weight: 1n }))
  const earned = new Map(earnedWeights({ life }).map(({ holder, weight }) => [holder, weight]))
  return others
    .map(({ holder }) => ({ holder, weight: earned.get(holder) ?? 0n }))
    .filter(({ weight }) => weight > 0n)
}

/** What holders earned in rounds: the sum of their weights over the rounds that count them. */
export function earnedWeights({ life }: Pick<Turn, 'life'>): readonly Weight[] {
  return earnedIn(life.epochs)
}

/** The same for some of the epochs. */
export function earnedIn(epochs: readonly Epoch[]): readonly Weight[] {
  const sums = new Map<string, bigint>()
  for (const { dues } of epochs)
    for (const { pot } of dues)
      if (pot.pool === 'base')
        for (const { holder, weight } of pot.claims) sums.set(holder, (sums.get(holder) ?? 0n) + weight)
  return [...sums].map(([holder, weight]) => ({ holder, weight }))
}
