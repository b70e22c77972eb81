/** Sessions of members' keys: which numbers were used in each. Rows go soon after their end. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table session (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    key_id text not null references member_key (key_id),
    certificate text not null check (certificate ~ '^([0-9a-f]{64})?$'),
    ends_at_ms bigint not null,
    highest bigint not null default 0 check (highest >= 0),
    seen bigint not null default 0 check (seen >= 0)
  )`,
  `create index session_by_end on session (ends_at_ms)`,
]

export async function addSessions(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
