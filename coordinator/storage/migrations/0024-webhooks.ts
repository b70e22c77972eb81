/** Where members are told what happens, and what is still to be sent there. What belongs to a webhook goes with it. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table webhook (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    organisation text not null references organisation (id),
    role text not null,
    url text not null,
    kinds text not null,
    key_id text not null check (key_id ~ '^[0-9a-f]{32}$'),
    secret bytea not null,
    previous_secret bytea,
    overlap_ends_at_ms bigint not null,
    added_at_ms bigint not null,
    is_gone boolean not null,
    last_attempt_at_ms bigint not null,
    last_outcome text not null
  )`,
  `create index webhook_by_member on webhook (organisation, role)`,
  `create table webhook_outbox (
    id text primary key,
    webhook_id text not null references webhook (id) on delete cascade,
    ordinal bigint generated always as identity,
    body text not null,
    failed integer not null check (failed >= 0),
    next_at_ms bigint not null
  )`,
  `create index webhook_outbox_by_time on webhook_outbox (next_at_ms)`,
  `create index webhook_outbox_by_webhook on webhook_outbox (webhook_id, next_at_ms)`,
]

export async function addWebhooks(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
