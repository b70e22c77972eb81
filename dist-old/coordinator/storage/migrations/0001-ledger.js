/**
 * The ledger: double entry in whole units. What can be promised by the database is promised here, so that no code
 * above it can break it: journals sum to zero for each asset, are complete, and like postings and accounts never
 * change; a hold is resolved once; no account falls below its lowest balance.
 */
import { sql } from 'kysely';
/** Creates the tables, constraints and triggers of the ledger. */
export async function createLedgerTables(db) {
    const statements = [...tables, ...functions, ...triggers];
    for (const statement of statements)
        await sql.raw(statement).execute(db);
}
const tables = [
    `create table asset (
    id text primary key check (id <> ''),
    scale integer not null check (scale between 0 and 18)
  )`,
    `create table account (
    id text primary key check (length(id) between 1 and 200),
    kind text not null check (kind <> ''),
    asset text not null references asset (id),
    min_balance numeric(39,0),
    opened_at_ms bigint not null,
    constraint only_world_is_unbounded check (min_balance is not null or kind = 'world')
  )`,
    `create table journal (
    id bigint generated always as identity primary key,
    idempotency_key text not null unique check (length(idempotency_key) between 1 and 200),
    request_hash text not null check (request_hash ~ '^[0-9a-f]{64}$'),
    kind text not null check (kind <> ''),
    bounty_id text,
    round integer check (round >= 1),
    reference text not null,
    memo text not null,
    posting_count integer not null check (posting_count >= 0),
    created_at_ms bigint not null
  )`,
    `create index journal_by_bounty on journal (bounty_id, id)`,
    `create table posting (
    journal_id bigint not null references journal (id),
    ordinal integer not null check (ordinal >= 1),
    account_id text not null references account (id),
    amount numeric(39,0) not null check (amount <> 0),
    primary key (journal_id, ordinal),
    constraint one_posting_for_each_account unique (account_id, journal_id)
  )`,
    `create table hold (
    id text primary key check (length(id) between 1 and 200),
    journal_id bigint not null unique references journal (id),
    account_id text not null references account (id),
    amount numeric(39,0) not null check (amount > 0),
    expires_at_ms bigint,
    state text not null check (state in ('pending', 'posted', 'voided')),
    resolved_by bigint unique references journal (id),
    posted_amount numeric(39,0) not null default 0 check (posted_amount between 0 and amount),
    constraint resolution_is_named check ((state = 'pending') = (resolved_by is null)),
    constraint only_posted_moves check ((state = 'posted') = (posted_amount > 0))
  )`,
    `create index hold_pending on hold (expires_at_ms) where state = 'pending'`,
    `create table balance (
    account_id text primary key references account (id),
    posted numeric(39,0) not null default 0,
    pending_out numeric(39,0) not null default 0 check (pending_out >= 0),
    min_balance numeric(39,0),
    version bigint not null default 0,
    constraint free_units_above_minimum check (posted - pending_out >= min_balance)
  )`,
    // Holds no row: transactions that lost against others lock it to be run again one at a time.
    `create table retry_turn (nothing integer)`,
];
const functions = [
    `create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% on % is refused: what is recorded is never changed', tg_op, tg_table_name
      using errcode = 'restrict_violation';
  end $$`,
    `create function check_hold_resolved_once() returns trigger language plpgsql as $$
  begin
    if old.state <> 'pending' or (new.id, new.journal_id, new.account_id, new.amount) is distinct from
        (old.id, old.journal_id, old.account_id, old.amount)
        or new.expires_at_ms is distinct from old.expires_at_ms then
      raise exception 'hold % is already % or its terms were changed', old.id, old.state
        using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`,
    // Ordinals are unique within a journal and bounded by its count, so once this check has passed at commit there is
    // no free place left: a posting added to an old journal is refused, at the cost of one look-up instead of a sum.
    `create function check_posting_has_place() returns trigger language plpgsql as $$
  declare places integer;
  begin
    select posting_count into places from journal where id = new.journal_id;
    if new.ordinal > places then
      raise exception 'journal % has % postings, none numbered %', new.journal_id, places, new.ordinal
        using errcode = 'check_violation', constraint = 'posting_has_place';
    end if;
    return new;
  end $$`,
    `create function check_journal_balances() returns trigger language plpgsql as $$
  declare found_count integer; culprit text;
  begin
    select count(*) into found_count from posting where journal_id = new.id;
    if found_count <> new.posting_count then
      raise exception 'journal % declares % postings and has %', new.id, new.posting_count, found_count
        using errcode = 'check_violation', constraint = 'journal_is_complete';
    end if;
    select a.asset into culprit from posting p join account a on a.id = p.account_id
      where p.journal_id = new.id group by a.asset having sum(p.amount) <> 0 limit 1;
    if culprit is not null then
      raise exception 'the postings of journal % do not sum to zero in %', new.id, culprit
        using errcode = 'check_violation', constraint = 'journal_sums_to_zero';
    end if;
    return null;
  end $$`,
];
const unchangeable = ['asset', 'account', 'journal', 'posting'];
const triggers = [
    ...unchangeable.map(table => `create trigger ${table}_is_permanent before update or delete on ${table}
      for each row execute function refuse_change()`),
    ...[...unchangeable, 'hold', 'balance'].map(table => `create trigger ${table}_is_not_emptied before truncate on ${table}
      for each statement execute function refuse_change()`),
    `create trigger hold_is_kept before delete on hold for each row execute function refuse_change()`,
    `create trigger hold_resolves_once before update on hold
    for each row execute function check_hold_resolved_once()`,
    `create trigger posting_has_place before insert on posting
    for each row execute function check_posting_has_place()`,
    `create constraint trigger journal_balances after insert on journal deferrable initially deferred
    for each row execute function check_journal_balances()`,
];
//# sourceMappingURL=0001-ledger.js.map