/** Recovery keys of members. Whoever ends a member takes its recovery keys away; the counter stays, so that no statement is used twice. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table recovery (
    organisation text not null references organisation (id),
    role text not null,
    threshold integer not null check (threshold between 0 and 9),
    keys text not null,
    counter bigint not null check (counter >= 0),
    set_at_ms bigint not null,
    primary key (organisation, role)
  )`,
  `create function check_recovery() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' or new.counter < old.counter
        or new.organisation <> old.organisation or new.role <> old.role then
      raise exception 'recovery of % % would turn back', old.role, old.organisation using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`,
  `create trigger recovery_goes_on before update or delete on recovery
    for each row execute function check_recovery()`,
]

export async function addRecovery(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
