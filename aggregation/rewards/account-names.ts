/**
 * Names of accounts. A name says whose units they are and why; every account holds one asset. They are part of a
 * settlement, which strangers recompute, and so belong to the mathematics and not to a database.
 */

export const accountKinds = [
  'world',
  'buyer',
  'escrow',
  'payable',
  'fees',
  'holdback',
  'stake',
  'bond',
  'slash',
] as const
export type AccountKind = (typeof accountKinds)[number]

const partPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** Where units come from and go to outside the books. The only account that may be negative: minus the supply. */
export const worldAccount = 'world'

/** The operator's fees, and what it pays its bonds from. */
export const feesAccount = 'fees'

/** What was slashed and has no victim: nobody can spend it. */
export const slashAccount = 'slash'

/** What an organisation has paid in and not yet committed. */
export function buyerAccount(organisation: string): string {
  return named('buyer', organisation)
}

/** The price of one bounty, from funding until each part is paid, charged or refunded. */
export function escrowAccount(bountyId: string): string {
  return named('escrow', bountyId)
}

/** The part of the price that one epoch of a bounty may pay; epochs count from 1. */
export function epochAccount(bountyId: string, epoch: number): string {
  return `${named('escrow', bountyId)}:epoch:${epoch}`
}

/** What a data holder's organisation has earned. */
export function payableAccount(organisation: string): string {
  return named('payable', organisation)
}

/** What a holder has earned of one bounty and gets as it vests. */
export function holdbackAccount(bountyId: string, organisation: string): string {
  return `${named('holdback', bountyId)}:${named('', organisation).slice(1)}`
}

/** What a holder puts up for one bounty. */
export function stakeAccount(bountyId: string, organisation: string): string {
  return `${named('stake', bountyId)}:${named('', organisation).slice(1)}`
}

/** What the coordinator puts up for one bounty. */
export function coordinatorBondAccount(bountyId: string): string {
  return `${named('bond', bountyId)}:coordinator`
}

/** What someone puts up to dispute; disputes count from 1, an appeal has a bond of its own. */
export function disputeBondAccount(bountyId: string, dispute: number, stage: 'dispute' | 'appeal'): string {
  return `${named('bond', bountyId)}:${stage}:${dispute}`
}

/** The kind of an account, by its name. */
export function accountKindOf(account: string): AccountKind {
  const kind = accountKinds.find(known => account === known || account.startsWith(`${known}:`))
  if (kind === undefined) throw new RangeError(`${JSON.stringify(account)} is no name of an account`)
  return kind
}

function named(kind: AccountKind | '', owner: string): string {
  if (!partPattern.test(owner)) {
    throw new RangeError(
      `${JSON.stringify(owner)} cannot name an account: use 1 to 128 letters, digits, '.', '_' or '-', starting with a letter or digit`,
    )
  }
  return `${kind}:${owner}`
}
