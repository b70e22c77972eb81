/** Which object lies where, under which key. Erasing a row erases the object: nothing else has its key. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table stored_object (
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    bounty_id text not null,
    address text not null unique,
    wrapped_key bytea not null check (octet_length(wrapped_key) = 72),
    size bigint not null check (size > 0),
    is_kept boolean not null,
    stored_at_ms bigint not null,
    primary key (sha256, bounty_id)
  )`,
  'create index stored_object_by_bounty on stored_object (bounty_id)',
]

export async function createStoredObjects(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
