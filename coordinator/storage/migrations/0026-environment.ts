/** Which environment the books are of: said once, and never changed. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table environment (
    id integer primary key check (id = 1),
    name text not null
  )`,
  `create trigger environment_is_permanent before update or delete on environment
    for each row execute function refuse_change()`,
]

export async function addEnvironment(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
