/**
 * Keys of members: several each, with versions and states. The key that a member enrolled with is its version 1, added to the
 * registry in the order of enrolment, which is what earlier versions of the registry were. A revoked key stays revoked, and no
 * key is forgotten, whatever the program asks for.
 */
import { type Kysely, sql } from 'kysely'

const ninetyDaysMs = 90 * 24 * 3_600_000

const statements = [
  // One row: whoever changes a key locks it, so that the order of numbers is the order of commits.
  `create table key_counter (
    id integer primary key check (id = 1),
    revision bigint not null,
    registry_version bigint not null
  )`,
  `create table member_key (
    key_id text primary key check (key_id ~ '^[0-9a-f]{32}$'),
    organisation text not null references organisation (id),
    role text not null,
    version integer not null check (version >= 1),
    public_key bytea not null unique check (length(public_key) = 32),
    state text not null check (state in ('pending', 'active', 'retiring', 'retired', 'revoked', 'expired')),
    not_before_ms bigint not null,
    not_after_ms bigint not null check (not_after_ms > not_before_ms),
    registered_at_ms bigint not null,
    superseded_by text not null default '',
    retiring_from_ms bigint not null default 0,
    overlap_ends_at_ms bigint not null default 0,
    reason text not null default '',
    added_in bigint not null check (added_in >= 1),
    removed_in bigint not null default 0,
    revision bigint not null,
    unique (organisation, role, version)
  )`,
  `create index member_key_by_revision on member_key (revision)`,
  `create table key_use (
    key_id text primary key references member_key (key_id),
    last_used_at_ms bigint not null,
    uses bigint not null check (uses > 0)
  )`,
  `create function check_member_key() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' then
      raise exception 'key % cannot be deleted', old.key_id using errcode = 'restrict_violation';
    end if;
    if old.state = 'revoked' and new.state <> 'revoked' then
      raise exception 'key % is revoked for good', old.key_id using errcode = 'check_violation';
    end if;
    if new.key_id <> old.key_id or new.public_key <> old.public_key or new.version <> old.version
        or new.organisation <> old.organisation or new.role <> old.role or new.added_in <> old.added_in then
      raise exception 'what key % is cannot be changed', old.key_id using errcode = 'check_violation';
    end if;
    return new;
  end $$`,
  `create trigger member_key_stays before update or delete on member_key
    for each row execute function check_member_key()`,
  `insert into member_key (key_id, organisation, role, version, public_key, state, not_before_ms, not_after_ms,
      registered_at_ms, added_in, revision)
    select substr(encode(sha256(identity_key), 'hex'), 1, 32), organisation, role, 1, identity_key, 'active', enrolled_at_ms,
      greatest(enrolled_at_ms, floor(extract(epoch from now()) * 1000)::bigint) + ${ninetyDaysMs}, enrolled_at_ms,
      row_number() over (order by enrolled_at_ms, identity_key), 1
    from member`,
  `insert into key_counter (id, revision, registry_version) select 1, 1, count(*) from member`,
  `alter table participation add column identity_key bytea`,
  `update participation set identity_key = member.identity_key from member
    where member.organisation = participation.organisation`,
  `alter table participation alter column identity_key set not null`,
]

export async function addMemberKeys(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
