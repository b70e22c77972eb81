/** Events of security, and the batches in which the public log is told of them. Neither is ever changed, but for an event's place. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table audit_batch (
    number bigint primary key check (number >= 1),
    sealed_at_ms bigint not null,
    count integer not null check (count >= 1),
    root text not null check (root ~ '^[0-9a-f]{64}$'),
    leaf_index bigint not null unique check (leaf_index >= 0)
  )`,
  `create table security_event (
    id bigint generated always as identity primary key,
    at_ms bigint not null,
    kind text not null,
    key_id text not null,
    organisation text not null,
    body text not null,
    batch bigint references audit_batch (number),
    place integer,
    check ((batch is null) = (place is null)),
    unique (batch, place)
  )`,
  `create index security_event_of_key on security_event (key_id, at_ms) where key_id <> ''`,
  `create index security_event_unsealed on security_event (id) where batch is null`,
  `create function refuse_change_but_placing() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and old.batch is null
      and to_jsonb(old) - 'batch' - 'place' = to_jsonb(new) - 'batch' - 'place' then return new; end if;
    raise exception '% on % is refused: what is recorded is never changed', tg_op, tg_table_name
      using errcode = 'restrict_violation';
  end $$`,
  `create trigger security_event_is_permanent before update or delete on security_event
    for each row execute function refuse_change_but_placing()`,
  `create trigger audit_batch_is_permanent before update or delete on audit_batch
    for each row execute function refuse_change()`,
  ...['security_event', 'audit_batch'].map(
    table => `create trigger ${table}_is_not_emptied before truncate on ${table}
      for each statement execute function refuse_change()`,
  ),
]

export async function addAudit(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
