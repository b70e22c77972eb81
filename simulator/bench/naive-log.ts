import { sql } from 'kysely'
import type { Storage } from '../../coordinator/storage/index.ts'

/** Rows with the same bytes as leaves and nothing else: no tree, no seal. The measure of what the log's promises cost. */
export interface NaiveLog {
  append(body: Uint8Array): Promise<void>
}

/** Its own table in the same database. */
export async function openNaiveLog(storage: Storage): Promise<NaiveLog> {
  await sql`create table naive_leaf (id bigint generated always as identity primary key, body bytea not null)`.execute(
    storage.db,
  )
  return {
    append: body =>
      storage.transaction(
        async tx => void (await sql`insert into naive_leaf (body) values (${body})`.execute(tx)),
      ),
  }
}
