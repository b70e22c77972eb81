/** Members, bounties, and the attempts of their rounds with everything that was accepted in them. */
import { sql } from 'kysely';
const tables = [
    `create table member (
    organisation text primary key check (organisation ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
    display_name text not null,
    role text not null check (role in ('operator', 'buyer', 'holder')),
    identity_key bytea not null unique check (length(identity_key) = 32),
    enrolled_at_ms bigint not null
  )`,
    `create table invitation (
    code_hash text primary key,
    organisation text not null,
    role text not null,
    expires_at_ms bigint not null,
    used_at_ms bigint
  )`,
    `create table nonce (
    key_id text not null,
    nonce_hash text not null,
    seen_at_ms bigint not null,
    primary key (key_id, nonce_hash)
  )`,
    `create index nonce_by_age on nonce (seen_at_ms)`,
    `create table blob_owner (
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    organisation text not null references member (organisation),
    primary key (sha256, organisation)
  )`,
    `create table bounty (
    id text primary key check (id ~ '^[0-9a-f]{64}$'),
    buyer text not null references member (organisation),
    buyer_key bytea not null,
    terms bytea not null,
    nonce bytea not null,
    signature bytea not null,
    model_family text not null,
    price_units numeric(39,0) not null check (price_units > 0),
    state text not null,
    accepted boolean not null default false,
    reason text not null default '',
    posted_at_ms bigint not null,
    model_blob text not null,
    model_hash text not null,
    paid_units numeric(39,0) not null default 0,
    fee_units numeric(39,0) not null default 0,
    refunded_units numeric(39,0) not null default 0,
    check (paid_units + fee_units + refunded_units <= price_units)
  )`,
    `create index bounty_by_time on bounty (posted_at_ms, id)`,
    `create table participation (
    bounty_id text not null references bounty (id),
    organisation text not null references member (organisation),
    examples bigint not null check (examples > 0),
    dataset_root bytea not null,
    signature bytea not null,
    joined_at_ms bigint not null,
    left_at_ms bigint,
    primary key (bounty_id, organisation)
  )`,
    `create table attempt (
    bounty_id text not null references bounty (id),
    round integer not null check (round >= 1),
    attempt integer not null check (attempt >= 1),
    state text not null,
    context text not null,
    summary text not null,
    outcome text not null,
    upload_bytes bigint not null default 0,
    started_at_ms bigint not null,
    finished_at_ms bigint not null default 0,
    leaf_index bigint,
    primary key (bounty_id, round, attempt)
  )`,
    // One completed attempt for each round: a round is never summed or paid twice.
    `create unique index attempt_completed_once on attempt (bounty_id, round) where state = 'completed'`,
    `create table attempt_event (
    bounty_id text not null,
    round integer not null,
    attempt integer not null,
    sequence integer not null,
    kind text not null,
    organisation text not null,
    body bytea not null,
    at_ms bigint not null,
    primary key (bounty_id, round, attempt, sequence),
    foreign key (bounty_id, round, attempt) references attempt (bounty_id, round, attempt)
  )`,
];
export async function createCoordinatorTables(db) {
    for (const statement of tables)
        await sql.raw(statement).execute(db);
}
//# sourceMappingURL=0003-coordinator.js.map