import { sql } from 'kysely';
import { readBalance } from './ledger-store.js';
const maximumPageLines = 1_000;
/** A page of an account's movements, oldest first; null when the account was never opened. */
export async function readStatement(tx, account, { after = 0n, limit }) {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > maximumPageLines) {
        throw new RangeError(`a page has 1 to ${maximumPageLines} lines, not ${limit}`);
    }
    if ((await readBalance(tx, account)) === null)
        return null;
    const found = await readLines(tx, account, after, limit + 1);
    const rows = found.slice(0, limit);
    const counterparts = await readCounterparts(tx, account, rows.map(row => row.id));
    const lines = rows.map(row => toLine(row, counterparts.get(row.id) ?? []));
    return { lines, nextAfter: found.length > limit ? (lines.at(-1)?.journalId ?? null) : null };
}
async function readLines(tx, account, after, limit) {
    const { rows } = await sql `
    select j.id, j.created_at_ms, j.kind, j.bounty_id, j.round, j.reference, j.memo, l.amount, l.running
    from (
      select journal_id, amount, sum(amount) over (order by journal_id) as running
      from posting where account_id = ${account}
    ) l join journal j on j.id = l.journal_id
    where l.journal_id > ${after} order by l.journal_id limit ${limit}`.execute(tx);
    return rows;
}
async function readCounterparts(tx, account, journalIds) {
    const counterparts = new Map(journalIds.map(id => [id, []]));
    if (journalIds.length === 0)
        return counterparts;
    const rows = await tx
        .selectFrom('posting')
        .select(['journal_id', 'account_id', 'amount'])
        .where('journal_id', 'in', [...journalIds])
        .where('account_id', '<>', account)
        .orderBy('journal_id')
        .orderBy('ordinal')
        .execute();
    for (const row of rows) {
        counterparts.get(row.journal_id)?.push({ account: row.account_id, amountUnits: row.amount });
    }
    return counterparts;
}
function toLine(row, counterparts) {
    return {
        journalId: row.id,
        createdAtMs: Number(row.created_at_ms),
        kind: row.kind,
        bountyId: row.bounty_id,
        round: row.round,
        reference: row.reference,
        memo: row.memo,
        amountUnits: row.amount,
        runningUnits: row.running,
        counterparts,
    };
}
//# sourceMappingURL=statement.js.map