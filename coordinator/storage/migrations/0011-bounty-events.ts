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
  // Nothing of a bounty moves before what it follows from stands in the log: the key of a movement names the event.
  `create function check_journal_follows_event() returns trigger language plpgsql as $$
  begin
    if not exists (
      select from bounty_event
      where bounty_id = new.bounty_id and ordinal::text = split_part(new.idempotency_key, ':', 2)
    ) then
      raise exception 'journal % of bounty % follows from no event', new.idempotency_key, new.bounty_id
        using errcode = 'check_violation', constraint = 'journal_follows_event';
    end if;
    return new;
  end $$`,
  `create trigger journal_follows_event before insert on journal
    for each row when (new.bounty_id ~ '^[0-9a-f]{64}$') execute function check_journal_follows_event()`,
]

export async function addBountyEvents(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
