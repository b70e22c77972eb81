/** What an event asks of the ledger. Every transfer sums to zero; amounts are above zero. */
export interface MoneyPosting {
  readonly account: string
  readonly amountUnits: bigint
}

export const moneyKinds = [
  'fund',
  'coordinator-bond',
  'stake',
  'epoch',
  'round-pay',
  'quality-pay',
  'evaluators-pay',
  'bonus-pay',
  'kill-fee',
  'compensation',
  'epoch-rest',
  'dispute-bond',
  'appeal-bond',
  'bond-back',
  'bond-forfeited',
  'clawback',
  'slash',
  'vested',
  'stake-back',
  'refund',
] as const
export type MoneyKind = (typeof moneyKinds)[number]

export type MoneyCommand =
  | {
      readonly command: 'transfer'
      readonly kind: MoneyKind
      readonly round?: number
      readonly postings: readonly MoneyPosting[]
    }
  | {
      readonly command: 'hold'
      readonly holdId: string
      readonly account: string
      readonly amountUnits: bigint
      readonly round?: number
    }
  /** Moves what is held; what is over is free again. */
  | {
      readonly command: 'post-hold'
      readonly holdId: string
      readonly kind: MoneyKind
      readonly round?: number
      readonly destinations: readonly MoneyPosting[]
    }
  | { readonly command: 'void-hold'; readonly holdId: string; readonly round?: number }

/** Units from one account to others; undefined where nothing would move. Parts for one account are joined. */
export function transferFrom(
  kind: MoneyKind,
  account: string,
  parts: readonly MoneyPosting[],
  round?: number,
): MoneyCommand | undefined {
  const destinations = joined(parts)
  const total = destinations.reduce((sum, { amountUnits }) => sum + amountUnits, 0n)
  if (total === 0n) return undefined
  const postings = [{ account, amountUnits: -total }, ...destinations]
  return { command: 'transfer', kind, postings, ...(round === undefined ? {} : { round }) }
}

/** Amounts by account, in the order in which the accounts come first; those of zero are left out. */
export function joined(parts: readonly MoneyPosting[]): readonly MoneyPosting[] {
  const byAccount = new Map<string, bigint>()
  for (const { account, amountUnits } of parts)
    byAccount.set(account, (byAccount.get(account) ?? 0n) + amountUnits)
  return [...byAccount]
    .filter(([, amountUnits]) => amountUnits > 0n)
    .map(([account, amountUnits]) => ({ account, amountUnits }))
}
