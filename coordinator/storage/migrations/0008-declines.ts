/** Holders that said why they do not take part in a bounty: the latest that each said. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table decline (
    bounty_id text not null references bounty (id),
    organisation text not null references member (organisation),
    reason text not null,
    round integer not null check (round >= 0),
    at_ms bigint not null,
    primary key (bounty_id, organisation)
  )`,
]

export async function addDeclines(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
