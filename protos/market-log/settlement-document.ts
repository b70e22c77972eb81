/**
 * The settlement of a bounty as a document: everything that moved, in order, and what it was computed from. The same terms
 * and leaves give the same bytes on every machine; their hash stands in the log.
 */
import {
  canonicalJson,
  type Life,
  type MoneyCommand,
  sha256,
  stageOf,
  toHex,
  utf8,
} from '../../aggregation/index.ts'

export interface SettlementFacts {
  readonly life: Life
  readonly termsHash: string
  /** Leaves that were taken in, and the hash over all of them. */
  readonly events: number
  readonly eventsHash: string
  readonly money: readonly MoneyCommand[]
}

export const settlementType = 'parley/settlement/v1'

/** Canonical JSON in UTF-8. */
export function settlementDocument({
  life,
  termsHash,
  events,
  eventsHash,
  money,
}: SettlementFacts): Uint8Array {
  const { terms, buyer, end, isTargetMet, lastRound, totals } = life
  const { paidUnits, feeUnits, refundedUnits } = totals
  return utf8(
    canonicalJson({
      type: settlementType,
      bountyId: terms.bountyId,
      buyer,
      termsHash,
      events,
      eventsHash,
      stage: stageOf(life),
      end: end!.end,
      isTargetMet,
      rounds: lastRound,
      priceUnits: String(terms.priceUnits),
      paidUnits: String(paidUnits),
      feeUnits: String(feeUnits),
      refundedUnits: String(refundedUnits),
      money: money.map(commandDocument),
    }),
  )
}

export function settlementHash(document: Uint8Array): string {
  return toHex(sha256(document))
}

/** A command with its amounts as text. */
export function commandDocument(command: MoneyCommand): object {
  const { round, ...rest } = command
  const place = round === undefined ? {} : { round }
  switch (rest.command) {
    case 'transfer':
      return { ...rest, ...place, postings: rest.postings.map(postingDocument) }
    case 'post-hold':
      return { ...rest, ...place, destinations: rest.destinations.map(postingDocument) }
    case 'hold':
      return { ...rest, ...place, amountUnits: String(rest.amountUnits) }
    case 'void-hold':
      return { ...rest, ...place }
  }
}

function postingDocument({
  account,
  amountUnits,
}: {
  readonly account: string
  readonly amountUnits: bigint
}) {
  return { account, amountUnits: String(amountUnits) }
}
