import { startReplay } from './replay.js';
const journalsPerPage = 1_000;
/** Reads the whole journal, page by page, and replays it against the stored balances. */
export async function auditLedger(tx) {
    const replay = startReplay(await readAccounts(tx));
    let after = 0n;
    for (;;) {
        const page = await readJournals(tx, after);
        for (const journal of page)
            replay.add(journal);
        const last = page.at(-1);
        if (last === undefined)
            break;
        after = last.journalId;
    }
    const balances = await tx.selectFrom('balance').selectAll().execute();
    return replay.finish(balances.map(row => ({
        account: row.account_id,
        postedUnits: row.posted,
        pendingOutUnits: row.pending_out,
        minimumUnits: row.min_balance,
    })));
}
async function readAccounts(tx) {
    const rows = await tx.selectFrom('account').selectAll().orderBy('id').execute();
    return rows.map(row => ({
        id: row.id,
        kind: row.kind,
        asset: row.asset,
        minimumUnits: row.min_balance,
    }));
}
async function readJournals(tx, after) {
    const journals = await tx
        .selectFrom('journal')
        .select(['id', 'posting_count'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(journalsPerPage)
        .execute();
    const last = journals.at(-1);
    if (last === undefined)
        return [];
    const postings = await readPostings(tx, after, last.id);
    const made = await readHolds(tx, 'journal_id', after, last.id);
    const resolved = await readHolds(tx, 'resolved_by', after, last.id);
    return journals.map(({ id, posting_count }) => ({
        journalId: id,
        postingCount: posting_count,
        postings: postings.get(id) ?? [],
        made: made.get(id) ?? [],
        resolved: resolved.get(id) ?? [],
    }));
}
async function readPostings(tx, after, upTo) {
    const rows = await tx
        .selectFrom('posting')
        .select(['journal_id', 'account_id', 'amount'])
        .where('journal_id', '>', after)
        .where('journal_id', '<=', upTo)
        .orderBy('journal_id')
        .orderBy('ordinal')
        .execute();
    return grouped(rows.map(row => [row.journal_id, { account: row.account_id, amountUnits: row.amount }]));
}
async function readHolds(tx, column, after, upTo) {
    const rows = await tx
        .selectFrom('hold')
        .selectAll()
        .where(column, '>', after)
        .where(column, '<=', upTo)
        .orderBy('id')
        .execute();
    return grouped(rows.map(row => {
        const { id, account_id, amount, state, posted_amount } = row;
        const hold = { holdId: id, account: account_id, amountUnits: amount, state, postedUnits: posted_amount };
        return [row[column] ?? 0n, hold];
    }));
}
function grouped(entries) {
    const groups = new Map();
    for (const [key, value] of entries) {
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [value]);
        else
            group.push(value);
    }
    return groups;
}
//# sourceMappingURL=audit.js.map