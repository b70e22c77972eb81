/**
 * The postings of a journal are checked together. A large settlement spent most of its time on looking up for each posting by
 * itself whether its journal and account are there, and locking both, though neither is ever removed.
 */
import { type Kysely, sql } from 'kysely'

const statements = [
  `drop trigger posting_has_place on posting`,
  `drop function check_posting_has_place()`,
  `create function check_postings() returns trigger language plpgsql as $$
  declare stray record;
  begin
    select added.journal_id, added.ordinal, added.account_id, journal.posting_count as places,
        account.id as account into stray
      from added left join journal on journal.id = added.journal_id left join account on account.id = added.account_id
      where journal.id is null or account.id is null or added.ordinal > journal.posting_count
      limit 1;
    if not found then
      return null;
    end if;
    if stray.account is null or stray.places is null then
      raise exception 'posting % of journal % names a journal or an account (%) that is not there',
        stray.ordinal, stray.journal_id, stray.account_id
        using errcode = 'foreign_key_violation', constraint = 'posting_names_what_is_there';
    end if;
    raise exception 'journal % has % postings, none numbered %', stray.journal_id, stray.places, stray.ordinal
      using errcode = 'check_violation', constraint = 'posting_has_place';
  end $$`,
  `create trigger postings_fit after insert on posting referencing new table as added
    for each statement execute function check_postings()`,
  `alter table posting drop constraint posting_journal_id_fkey, drop constraint posting_account_id_fkey`,
]

export async function checkPostingsInBulk(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
