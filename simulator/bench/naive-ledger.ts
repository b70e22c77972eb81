import { sql } from 'kysely'
import type { Storage, Transaction } from '../../coordinator/storage/index.ts'

/**
 * What one would write first: two postings inserted and two balances updated in one transaction, one statement each. No
 * keys against repetition, no bounds, no seals. The measure of what the ledger's promises cost.
 */
export interface NaiveLedger {
  transfer(from: string, to: string, units: bigint): Promise<void>
}

/** Its own two tables in the same database. */
export async function openNaiveLedger(storage: Storage, accounts: readonly string[]): Promise<NaiveLedger> {
  await sql`create table naive_balance (account text primary key, units bigint not null)`.execute(storage.db)
  await sql`create table naive_posting (id bigint generated always as identity primary key,
    account text not null references naive_balance (account), units bigint not null)`.execute(storage.db)
  await sql`insert into naive_balance select account, 0
    from jsonb_array_elements_text(${JSON.stringify(accounts)}::jsonb) as t (account)`.execute(storage.db)
  return {
    transfer: (from, to, units) => {
      const postings = [[from, -units] as const, [to, units] as const]
      const work = async (tx: Transaction) => {
        for (const [account, amount] of postings)
          await sql`insert into naive_posting (account, units) values (${account}, ${amount})`.execute(tx)
        for (const [account, amount] of postings)
          await sql`update naive_balance set units = units + ${amount}::bigint where account = ${account}`.execute(
            tx,
          )
      }
      return storage.transaction(work, { isolation: 'read-committed' })
    },
  }
}
