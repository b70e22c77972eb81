/**
 * Seals under a key that the database does not have: one for each row that is recorded once, and rows that list what
 * was recorded. What was recorded before this step gets its seals at the next start; that is the one change which
 * permanent rows allow, and they allow it once.
 */
import { type Kysely, sql } from 'kysely'

export async function addSeals(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const sealed = ['asset', 'account', 'journal', 'log_leaf'] as const

const statements = [
  ...[...sealed, 'hold'].map(table => `alter table ${table} add column seal bytea`),
  `create function is_first_seal(old_row jsonb, new_row jsonb) returns boolean language sql immutable as $$
    select old_row ->> 'seal' is null and new_row ->> 'seal' is not null
      and old_row - 'seal' = new_row - 'seal'
  $$`,
  `create function refuse_change_but_first_seal() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and is_first_seal(to_jsonb(old), to_jsonb(new)) then return new; end if;
    raise exception '% on % is refused: what is recorded is never changed', tg_op, tg_table_name
      using errcode = 'restrict_violation';
  end $$`,
  ...sealed.flatMap(table => [
    `drop trigger ${table}_is_permanent on ${table}`,
    `create trigger ${table}_is_permanent before update or delete on ${table}
      for each row execute function refuse_change_but_first_seal()`,
  ]),
  `create or replace function check_hold_resolved_once() returns trigger language plpgsql as $$
  begin
    if old.seal is null and is_first_seal(to_jsonb(old), to_jsonb(new)) then return new; end if;
    if old.state <> 'pending' or (new.id, new.journal_id, new.account_id, new.amount) is distinct from
        (old.id, old.journal_id, old.account_id, old.amount)
        or new.expires_at_ms is distinct from old.expires_at_ms then
      raise exception 'hold % is already % or its terms were changed', old.id, old.state
        using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`,
  `create table ledger_seal (
    number bigint primary key check (number >= 1),
    sealed_at_ms bigint not null,
    journals text not null,
    accounts text not null,
    assets text not null,
    adopted bigint not null check (adopted >= 0),
    root bytea not null check (length(root) = 32),
    log_size bigint not null check (log_size >= 0),
    log_root bytea not null check (length(log_root) = 32),
    seal bytea not null
  )`,
  `create trigger ledger_seal_is_permanent before update or delete on ledger_seal
    for each row execute function refuse_change()`,
  `create trigger ledger_seal_is_not_emptied before truncate on ledger_seal
    for each statement execute function refuse_change()`,
]
