/** Evaluations by the buyer, as rows: one for each completed round, written once and filled in once. */
import { canonicalJson, fromHex } from '../../aggregation/index.js';
/** Writes down that the round waits, in the transaction that completes it. */
export async function recordAwaited(tx, place, awaited) {
    await tx
        .insertInto('evaluation')
        .values({
        bounty_id: place.bountyId,
        round: place.round,
        attempt: place.attempt,
        model_blob: awaited.modelBlob,
        model_hash: awaited.modelHash,
        state: 'awaited',
        deadline_ms: BigInt(awaited.deadlineMs),
        correct: 0n,
        total: 0n,
        metrics: '[]',
        signature: null,
    })
        .execute();
}
/** The rounds that wait, earliest first. */
export async function readAwaited(db, bountyId) {
    const rows = await db
        .selectFrom('evaluation')
        .select(['round', 'model_blob', 'model_hash', 'deadline_ms'])
        .where('bounty_id', '=', bountyId)
        .where('state', '=', 'awaited')
        .orderBy('round')
        .execute();
    return rows.map(row => ({
        round: row.round,
        modelBlob: fromHex(row.model_blob),
        modelHash: fromHex(row.model_hash),
        deadlineMs: Number(row.deadline_ms),
    }));
}
/** Fills in an evaluation that is still awaited; whether it was. */
export async function recordEvaluation(tx, { bountyId, round, correct, examples, metrics, signature }) {
    const { numUpdatedRows } = await tx
        .updateTable('evaluation')
        .set({
        state: 'done',
        correct: BigInt(correct),
        total: BigInt(examples),
        metrics: canonicalJson(metrics),
        signature: Buffer.from(signature),
    })
        .where('bounty_id', '=', bountyId)
        .where('round', '=', round)
        .where('state', '=', 'awaited')
        .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
}
/** Gives up on one round that is still awaited, or on all of a bounty; how many that were. */
export async function missAwaited(tx, bountyId, round) {
    let update = tx
        .updateTable('evaluation')
        .set({ state: 'missed' })
        .where('bounty_id', '=', bountyId)
        .where('state', '=', 'awaited');
    if (round !== undefined)
        update = update.where('round', '=', round);
    return Number((await update.executeTakeFirstOrThrow()).numUpdatedRows);
}
/** What the record of each round says of its evaluation by the buyer; nothing for rounds without one. */
export async function readEvaluations(db, bountyId) {
    const rows = await db.selectFrom('evaluation').selectAll().where('bounty_id', '=', bountyId).execute();
    return new Map(rows.map(row => [
        row.round,
        {
            correct: Number(row.correct),
            total: Number(row.total),
            metrics: JSON.parse(row.metrics),
            buyerEvaluation: {
                state: row.state,
                deadlineMs: Number(row.deadline_ms),
                signature: row.signature === null ? new Uint8Array() : Uint8Array.from(row.signature),
            },
        },
    ]));
}
//# sourceMappingURL=evaluation-store.js.map