/** Clip norms that follow the updates: that of each attempt, and that of the next round; none where the terms fix it. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table attempt add column clip_norm double precision check (clip_norm > 0)`,
  `alter table bounty add column clip_norm double precision check (clip_norm > 0)`,
]

export async function addClipNorms(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
