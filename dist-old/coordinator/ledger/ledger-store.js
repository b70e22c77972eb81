/** The ledger's statements. Each reads or writes one thing; none decides anything. */
import { sql } from 'kysely';
/** The journal written under an idempotency key; null when there is none. */
export async function findJournal(tx, idempotencyKey) {
    const row = await tx
        .selectFrom('journal')
        .select(['id', 'request_hash'])
        .where('idempotency_key', '=', idempotencyKey)
        .executeTakeFirst();
    return row === undefined ? null : { journalId: row.id, requestHash: row.request_hash };
}
const balanceColumns = sql `a.id as account, a.kind, a.asset, b.min_balance as minimum, b.posted, b.pending_out
  from balance b join account a on a.id = b.account_id`;
/** Locks the accounts, always in the order of their names so that no two transactions wait for each other. */
export async function lockBalances(tx, accounts) {
    const { rows } = await sql `select ${balanceColumns}
    where b.account_id in (select jsonb_array_elements_text(${JSON.stringify(accounts)}::jsonb))
    order by a.id collate "C" for update of b`.execute(tx);
    return new Map(rows.map(row => [row.account, toBalance(row)]));
}
/** Balances of the accounts whose names start with `prefix`, in the order of their names. */
export async function readBalances(tx, prefix) {
    const { rows } = await sql `select ${balanceColumns}
    where starts_with(a.id, ${prefix}) order by a.id collate "C"`.execute(tx);
    return rows.map(toBalance);
}
/** One account's balance; null when it was never opened. */
export async function readBalance(tx, account) {
    const { rows } = await sql `select ${balanceColumns} where a.id = ${account}`.execute(tx);
    return rows[0] === undefined ? null : toBalance(rows[0]);
}
function toBalance(row) {
    return {
        account: row.account,
        kind: row.kind,
        asset: row.asset,
        minimumUnits: row.minimum,
        postedUnits: row.posted,
        pendingOutUnits: row.pending_out,
        freeUnits: row.posted - row.pending_out,
    };
}
/** Opens an account with an empty balance; false when one of this name is there already. */
export async function insertAccount(tx, account, openedAtMs) {
    const { id, kind, asset, minimumUnits } = account;
    const inserted = await tx
        .insertInto('account')
        .values({ id, kind, asset, min_balance: minimumUnits, opened_at_ms: BigInt(openedAtMs) })
        .onConflict(conflict => conflict.column('id').doNothing())
        .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows !== 1n)
        return false;
    await tx
        .insertInto('balance')
        .values({ account_id: id, posted: 0n, pending_out: 0n, min_balance: minimumUnits, version: 0n })
        .execute();
    return true;
}
/** A hold as it stands; null when there is none of this name. */
export async function readHold(tx, holdId) {
    const row = await tx.selectFrom('hold').selectAll().where('id', '=', holdId).executeTakeFirst();
    if (row === undefined)
        return null;
    return {
        holdId: row.id,
        account: row.account_id,
        amountUnits: row.amount,
        expiresAtMs: row.expires_at_ms === null ? null : Number(row.expires_at_ms),
        state: row.state,
    };
}
/** Names of pending holds whose time has passed, earliest first. */
export async function readExpiredHolds(tx, nowMs, limit) {
    const rows = await tx
        .selectFrom('hold')
        .select('id')
        .where('state', '=', 'pending')
        .where('expires_at_ms', '<=', BigInt(nowMs))
        .orderBy('expires_at_ms')
        .orderBy('id')
        .limit(limit)
        .execute();
    return rows.map(row => row.id);
}
/** Writes a journal with its postings and moves the balances. The accounts are locked by the caller. */
export async function writeJournal(tx, entry, effect) {
    const journalId = await insertJournal(tx, entry, effect.postings.length);
    if (effect.postings.length > 0)
        await insertPostings(tx, journalId, effect);
    await moveBalances(tx, effect);
    return journalId;
}
async function insertJournal(tx, entry, postingCount) {
    // On PostgreSQL a key written by a transaction that this one cannot see raises 40001 here, and the work runs again.
    const row = await tx
        .insertInto('journal')
        .values({
        idempotency_key: entry.idempotencyKey,
        request_hash: entry.requestHash,
        kind: entry.kind,
        bounty_id: entry.bountyId ?? null,
        round: entry.round ?? null,
        reference: entry.reference,
        memo: entry.memo,
        posting_count: postingCount,
        created_at_ms: BigInt(entry.createdAtMs),
    })
        .returning('id')
        .executeTakeFirstOrThrow();
    return row.id;
}
async function insertPostings(tx, journalId, { postings }) {
    const rows = postings.map(({ account, amountUnits }, index) => ({
        ordinal: index + 1,
        account,
        amount: `${amountUnits}`,
    }));
    await sql `insert into posting (journal_id, ordinal, account_id, amount)
    select ${journalId}::bigint, row.ordinal, row.account, row.amount
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as row (ordinal integer, account text, amount numeric(39,0))`.execute(tx);
}
async function moveBalances(tx, { postings, pending }) {
    const rows = [
        ...postings.map(({ account, amountUnits }) => ({ account, posted: `${amountUnits}`, pending: '0' })),
        ...pending.map(({ account, amountUnits }) => ({ account, posted: '0', pending: `${amountUnits}` })),
    ];
    const moved = await sql `update balance b
    set posted = b.posted + m.posted, pending_out = b.pending_out + m.pending, version = b.version + 1
    from (
      select account, sum(posted) as posted, sum(pending) as pending
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as row (account text, posted numeric(39,0), pending numeric(39,0))
      group by account
    ) m
    where b.account_id = m.account`.execute(tx);
    const expected = new Set(rows.map(row => row.account)).size;
    if (Number(moved.numAffectedRows) !== expected) {
        throw new Error(`${expected} balances were to move and ${moved.numAffectedRows} did`);
    }
}
/** Writes a new hold. */
export async function insertHold(tx, request, journalId) {
    await tx
        .insertInto('hold')
        .values({
        id: request.holdId,
        journal_id: journalId,
        account_id: request.account,
        amount: request.amountUnits,
        expires_at_ms: request.expiresAtMs === undefined ? null : BigInt(request.expiresAtMs),
        state: 'pending',
        resolved_by: null,
        posted_amount: 0n,
    })
        .execute();
}
/** Writes how a hold ended. `postedUnits` of 0 means that it was voided. */
export async function resolveHold(tx, holdId, journalId, postedUnits) {
    const state = postedUnits > 0n ? 'posted' : 'voided';
    await tx
        .updateTable('hold')
        .set({ state, resolved_by: journalId, posted_amount: postedUnits })
        .where('id', '=', holdId)
        .execute();
}
//# sourceMappingURL=ledger-store.js.map