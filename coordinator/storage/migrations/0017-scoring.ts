/** Evaluators: who may enrol as one, who took the task of a bounty on, and the files of rounds under test. */
import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table member drop constraint member_role_check`,
  `alter table member add constraint member_role_check
    check (role in ('operator', 'buyer', 'holder', 'evaluator'))`,
  `create table bounty_evaluator (
    bounty_id text not null references bounty (id),
    organisation text not null references member (organisation),
    primary key (bounty_id, organisation)
  )`,
  `create table scored_round (
    bounty_id text not null references bounty (id),
    round integer not null check (round >= 1),
    model_blob text not null,
    clip_norm double precision,
    primary key (bounty_id, round)
  )`,
  // What an evaluator may fetch: the held-out set, and of each round the model it started from and the sums of its groups.
  `create table scoring_file (
    bounty_id text not null references bounty (id),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    primary key (bounty_id, sha256)
  )`,
]

export async function addScoring(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
