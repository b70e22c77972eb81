/** Bare rows, written in a transaction of their own or looked up: the measure of what it costs to write down that a request came. */
import { sql } from 'kysely'
import type { Storage } from '../../coordinator/storage/index.ts'

export interface NaiveRows {
  insert(name: string): Promise<void>
  lookUp(name: string): Promise<void>
}

/** Its own table in the same database. */
export async function openNaiveRows(storage: Storage): Promise<NaiveRows> {
  await sql`create table if not exists naive_row (name text primary key, at_ms bigint not null)`.execute(
    storage.db,
  )
  return {
    insert: name =>
      storage.transaction(
        async tx =>
          void (await sql`insert into naive_row (name, at_ms) values (${name}, ${BigInt(Date.now())})`.execute(
            tx,
          )),
        { isolation: 'read-committed' },
      ),
    lookUp: async name =>
      void (await sql`select at_ms from naive_row where name = ${name}`.execute(storage.db)),
  }
}
