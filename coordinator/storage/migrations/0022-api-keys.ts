/**
 * API keys for programs that only look; invitations that can be named and revoked. A key that was never counted as used counts as used at
 * the upgrade, or members of before would be taken for gone.
 */
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table api_key (
    id text primary key check (id ~ '^[0-9A-Za-z]{12}$'),
    hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
    organisation text not null references organisation (id),
    role text not null,
    key_id text not null,
    name text not null,
    methods text not null,
    environment text not null check (environment in ('dev', 'test', 'live')),
    issued_at_ms bigint not null,
    expires_at_ms bigint not null check (expires_at_ms > issued_at_ms),
    last_used_at_ms bigint not null default 0,
    uses bigint not null default 0,
    revoked_at_ms bigint not null default 0,
    reason text not null default ''
  )`,
  `create index api_key_of_member on api_key (organisation, role)`,
  `create function check_api_key() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' then
      raise exception 'API key % cannot be deleted', old.id using errcode = 'restrict_violation';
    end if;
    if old.revoked_at_ms <> 0 and new.revoked_at_ms <> old.revoked_at_ms then
      raise exception 'API key % is revoked for good', old.id using errcode = 'check_violation';
    end if;
    if to_jsonb(old) - 'last_used_at_ms' - 'uses' - 'revoked_at_ms' - 'reason'
        <> to_jsonb(new) - 'last_used_at_ms' - 'uses' - 'revoked_at_ms' - 'reason' then
      raise exception 'what API key % is cannot be changed', old.id using errcode = 'check_violation';
    end if;
    return new;
  end $$`,
  `create trigger api_key_stays before update or delete on api_key
    for each row execute function check_api_key()`,
  `alter table invitation add column id text not null default ''`,
  `alter table invitation add column key_id text not null default ''`,
  `create index invitation_by_key on invitation (key_id)`,
  `create index api_key_by_key on api_key (key_id)`,
  `alter table invitation add column revoked_at_ms bigint`,
  `insert into key_use (key_id, last_used_at_ms, uses)
    select key_id, floor(extract(epoch from now()) * 1000)::bigint, 1 from member_key
    where version = 1 and not exists (select from key_use where key_use.key_id = member_key.key_id)`,
]

export async function addApiKeys(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
