/**
 * More roles, and several members of one organisation: a member is one by its organisation and role. What belongs to an
 * organisation refers to the organisation from now on.
 */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table organisation (id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{1,39}$'))`,
  `insert into organisation (id) select organisation from member`,
  // Every table that refers to a member by its organisation, so far.
  `do $$
    declare found record;
    begin
      for found in
        select conrelid::regclass as place, conname, attname
        from pg_constraint
        join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where contype = 'f' and confrelid = 'member'::regclass and confkey = (
          select array[attnum] from pg_attribute where attrelid = 'member'::regclass and attname = 'organisation'
        )
      loop
        execute format('alter table %s drop constraint %I', found.place, found.conname);
        execute format(
          'alter table %s add constraint %I foreign key (%I) references organisation (id)',
          found.place, found.conname, found.attname
        );
      end loop;
    end $$`,
  `alter table member drop constraint member_pkey`,
  `alter table member add primary key (organisation, role)`,
  `alter table member add foreign key (organisation) references organisation (id)`,
  `alter table member drop constraint member_role_check`,
  `alter table member add constraint member_role_check check (role in (
    'operator', 'buyer', 'holder', 'evaluator', 'auditor', 'security-officer', 'treasurer', 'arbiter', 'researcher',
    'data-owner', 'replica'
  ))`,
]

export async function addRoles(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
