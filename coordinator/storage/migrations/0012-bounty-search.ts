/**
 * What holders search open bounties by, and whether anybody but the buyer sees one: columns, filled from the terms of what is
 * there already. A closing time is that of joining; none before a bounty opens.
 */
import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table bounty
    add column is_public boolean not null default false,
    add column search_text text not null default '',
    add column metric text not null default '',
    add column epsilon double precision,
    add column round_pay_units numeric not null default 0,
    add column closes_at_ms bigint`,
  `update bounty set
    is_public = state <> 'draft',
    search_text = lower(coalesce(t.terms ->> 'title', '') || ' ' || coalesce(t.terms ->> 'purpose', '')),
    metric = coalesce(t.terms -> 'acceptance' ->> 'metric', ''),
    epsilon = (t.terms -> 'privacy' ->> 'epsilon')::double precision,
    round_pay_units = div(
      div(price_units, (t.terms -> 'training' ->> 'rounds')::numeric)
        - div(div(price_units, (t.terms -> 'training' ->> 'rounds')::numeric)
          * (t.terms -> 'pay' ->> 'feeBasisPoints')::numeric, 10000),
      (t.terms -> 'cohort' ->> 'maximum')::numeric),
    closes_at_ms = case when state = 'open'
      then posted_at_ms + 1000 * (t.terms -> 'cohort' ->> 'openSeconds')::bigint end
    from (select id, convert_from(terms, 'UTF8')::jsonb as terms from bounty) t
    where t.id = bounty.id`,
  'create index bounty_by_price on bounty (price_units desc, id)',
  'create index bounty_by_closing on bounty (closes_at_ms, id)',
]

export async function addBountySearch(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
