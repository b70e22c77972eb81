/** What the public records of rounds, and proofs of faults, have made of each holder; can be rebuilt from the log. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table reputation (
    organisation text primary key,
    value integer not null check (value between 0 and 10000)
  )`,
]

export async function addReputation(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
