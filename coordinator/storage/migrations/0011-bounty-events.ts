/**
 * Which leaves of the log are about a bounty, in their order: all that its state and its money follow from. Like the log it
 * is never changed.
 */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table bounty_event (
    bounty_id text not null check (bounty_id ~ '^[0-9a-f]{64}$'),
    ordinal integer not null check (ordinal >= 0),
    leaf_index bigint not null unique,
    kind text not null check (kind <> ''),
    primary key (bounty_id, ordinal)
  )`,
  `create trigger bounty_event_is_permanent before update or delete on bounty_event
    for each row execute function refuse_change()`,
  `create trigger bounty_event_is_not_emptied before truncate on bounty_event
    for each statement execute function refuse_change()`,
]

export async function addBountyEvents(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
