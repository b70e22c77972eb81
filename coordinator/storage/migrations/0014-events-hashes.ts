/** The hash over all leaves of a bounty up to each event: what a state that is kept in memory is compared by. */
import { type Kysely, sql } from 'kysely'

const statements = [
  // Absent for events of before this step.
  `alter table bounty_event add column events_hash text check (events_hash ~ '^[0-9a-f]{64}$')`,
]

export async function addEventsHashes(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
