/** A bounty's events played against the slow twin of the ledger, which must accept every movement. */
import {
  accountKindOf,
  advance,
  type BountyEvent,
  begin,
  type Life,
  type LifeRule,
  type MoneyCommand,
  type RewardTerms,
} from '../../aggregation/index.ts'
import { createLedgerModel, type LedgerModel } from '../../coordinator/ledger/ledger-model.ts'

/** What everybody has at first. */
export const endowmentUnits = 1_000_000n

export interface PlayedLife {
  life(): Life
  money(): readonly MoneyCommand[]
  /** Takes an event in and moves its money; the rule where it is refused. */
  take(event: BountyEvent): LifeRule | undefined
  /** Units in an account, less the endowment of those that had one. */
  gained(account: string): bigint
  /** Accounts that are not empty or have units set aside, of those whose names begin so. */
  filled(prefix: string): readonly string[]
}

/** @throws Error where the ledger refuses a movement. */
export function playLife(terms: RewardTerms, holders: readonly string[], buyer = 'acme'): PlayedLife {
  const book = openBook([`buyer:${buyer}`, 'fees', ...holders.map(holder => `payable:${holder}`)])
  let life = begin(terms, { kind: 'posted', buyer, atMs: 0 })
  const money: MoneyCommand[] = []
  return {
    life: () => life,
    money: () => money,
    take(event) {
      const advanced = advance(life, event)
      if (advanced.kind === 'refused') return advanced.rule
      life = advanced.life
      for (const command of advanced.money) book.move(command)
      money.push(...advanced.money)
      return undefined
    },
    gained: book.gained,
    filled: book.filled,
  }
}

export interface Book {
  move(command: MoneyCommand): void
  gained(account: string): bigint
  filled(prefix: string): readonly string[]
}

export function openBook(endowed: readonly string[]): Book {
  const model = createLedgerModel()
  model.openAsset({ id: 'credit', scale: 0 })
  model.openAccount({ id: 'world', kind: 'world', asset: 'credit', minimumUnits: null })
  let keys = 0
  const label = () => ({ idempotencyKey: `k${keys++}`, reference: '', memo: '' })
  const open = (id: string) => {
    model.openAccount({ id, kind: accountKindOf(id), asset: 'credit', minimumUnits: 0n })
  }
  for (const account of endowed) {
    open(account)
    model.deposit({ ...label(), account, amountUnits: endowmentUnits })
  }
  const find = (account: string) => model.balances().find(one => one.account === account)
  return {
    move(command) {
      for (const account of credited(command)) open(account)
      const outcome = ask(model, command, label())
      if (outcome.kind === 'rejected')
        throw new Error(`${outcome.reason} ${outcome.culprit}: ${JSON.stringify(command, textOfBigint)}`)
    },
    gained: account => (find(account)?.postedUnits ?? 0n) - (endowed.includes(account) ? endowmentUnits : 0n),
    filled: prefix =>
      model
        .balances()
        .filter(
          one => one.account.startsWith(prefix) && (one.postedUnits !== 0n || one.pendingOutUnits !== 0n),
        )
        .map(({ account }) => account),
  }
}

function ask(
  model: LedgerModel,
  command: MoneyCommand,
  label: { idempotencyKey: string; reference: string; memo: string },
) {
  switch (command.command) {
    case 'transfer':
      return model.transfer({ ...label, kind: command.kind, postings: command.postings })
    case 'hold':
      return model.hold({
        ...label,
        holdId: command.holdId,
        account: command.account,
        amountUnits: command.amountUnits,
      })
    case 'post-hold':
      return model.postHold(
        { ...label, holdId: command.holdId, kind: command.kind, destinations: command.destinations },
        0,
      )
    case 'void-hold':
      return model.voidHold({ ...label, holdId: command.holdId })
  }
}

function credited(command: MoneyCommand): readonly string[] {
  if (command.command === 'transfer')
    return command.postings.filter(({ amountUnits }) => amountUnits > 0n).map(({ account }) => account)
  return command.command === 'post-hold' ? command.destinations.map(({ account }) => account) : []
}

function textOfBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
