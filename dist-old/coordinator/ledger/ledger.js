import { worldAccount } from './accounts.js';
import { auditLedger } from './audit.js';
import { rejected, } from './commands.js';
import { decideHold, decidePostHold, decideTransfer, decideVoidHold, examine, } from './decide.js';
import { findJournal, insertAccount, insertHold, lockBalances, readBalance, readBalances, readExpiredHolds, readHold, resolveHold, writeJournal, } from './ledger-store.js';
import { requestHash } from './request-hash.js';
import { readStatement } from './statement.js';
/** The ledger. It has no state of its own: everything is in the database. */
export function createLedger(clock) {
    return {
        openAsset,
        openAccount: (tx, account) => openAccount(tx, account, clock),
        deposit: (tx, request) => deposit(tx, request, clock),
        transfer: (tx, request) => transfer(tx, request, clock),
        hold: (tx, request) => hold(tx, request, clock),
        postHold: (tx, request) => postHold(tx, request, clock),
        voidHold: (tx, request) => voidHold(tx, request, clock),
        voidExpiredHolds: (tx, limit) => voidExpiredHolds(tx, limit, clock),
        balance: readBalance,
        balances: (tx, prefix = '') => readBalances(tx, prefix),
        statement: readStatement,
        audit: auditLedger,
    };
}
async function openAsset(tx, { id, scale }) {
    const inserted = await tx
        .insertInto('asset')
        .values({ id, scale })
        .onConflict(conflict => conflict.column('id').doNothing())
        .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows === 1n)
        return { kind: 'opened', isReplay: false };
    const found = await tx.selectFrom('asset').select('scale').where('id', '=', id).executeTakeFirstOrThrow();
    return found.scale === scale ? { kind: 'opened', isReplay: true } : rejected('asset-mismatch', id);
}
async function openAccount(tx, account, clock) {
    const { id, kind, asset, minimumUnits } = account;
    if (minimumUnits === null && kind !== 'world')
        return rejected('malformed-request', 'minimumUnits');
    if (minimumUnits !== null && minimumUnits > 0n)
        return rejected('malformed-request', 'minimumUnits');
    const known = await tx.selectFrom('asset').select('id').where('id', '=', asset).executeTakeFirst();
    if (known === undefined)
        return rejected('unknown-asset', asset);
    if (await insertAccount(tx, account, clock.nowMs()))
        return { kind: 'opened', isReplay: false };
    const found = await readBalance(tx, id);
    const isSame = found?.kind === kind && found.asset === asset && found.minimumUnits === minimumUnits;
    return isSame ? { kind: 'opened', isReplay: true } : rejected('account-mismatch', id);
}
async function deposit(tx, request, clock) {
    const { account, amountUnits, ...label } = request;
    if (amountUnits < 0n)
        return rejected('negative-amount', account);
    const postings = [
        { account, amountUnits },
        { account: worldAccount, amountUnits: -amountUnits },
    ];
    return transfer(tx, { ...label, kind: 'deposit', postings }, clock);
}
async function transfer(tx, request, clock) {
    const command = { command: 'transfer', request };
    const settled = await settleBeforehand(tx, command);
    if (settled !== null)
        return settled;
    const balances = await lockBalances(tx, request.postings.map(({ account }) => account));
    const decision = decideTransfer(request, balances);
    if ('reason' in decision)
        return decision;
    return record(tx, command, request.kind, decision, clock.nowMs());
}
async function hold(tx, request, clock) {
    const command = { command: 'hold', request };
    const settled = await settleBeforehand(tx, command);
    if (settled !== null)
        return settled;
    const balances = await lockBalances(tx, [request.account]);
    const decision = decideHold(request, await readHold(tx, request.holdId), balances);
    if ('reason' in decision)
        return decision;
    const recorded = await record(tx, command, 'hold', decision, clock.nowMs());
    await insertHold(tx, request, recorded.journalId);
    return recorded;
}
async function postHold(tx, request, clock) {
    const command = { command: 'post-hold', request };
    const settled = await settleBeforehand(tx, command);
    if (settled !== null)
        return settled;
    const destinations = request.destinations.map(({ account }) => account);
    const locked = await lockHold(tx, request.holdId, destinations);
    if (locked === null)
        return rejected('unknown-hold', request.holdId);
    const nowMs = clock.nowMs();
    const decision = decidePostHold(request, locked.hold, locked.balances, nowMs);
    if ('reason' in decision)
        return decision;
    const recorded = await record(tx, command, request.kind, decision, nowMs);
    const postedUnits = request.destinations.reduce((sum, { amountUnits }) => sum + amountUnits, 0n);
    await resolveHold(tx, request.holdId, recorded.journalId, postedUnits);
    return recorded;
}
async function voidHold(tx, request, clock) {
    const command = { command: 'void-hold', request };
    const settled = await settleBeforehand(tx, command);
    if (settled !== null)
        return settled;
    const locked = await lockHold(tx, request.holdId, []);
    if (locked === null)
        return rejected('unknown-hold', request.holdId);
    const decision = decideVoidHold(locked.hold);
    if ('reason' in decision)
        return decision;
    const recorded = await record(tx, command, 'void-hold', decision, clock.nowMs());
    await resolveHold(tx, request.holdId, recorded.journalId, 0n);
    return recorded;
}
async function voidExpiredHolds(tx, limit, clock) {
    const expired = await readExpiredHolds(tx, clock.nowMs(), limit);
    for (const holdId of expired) {
        const label = { idempotencyKey: `expire:${holdId}`, reference: '', memo: 'the hold expired' };
        const outcome = await voidHold(tx, { ...label, holdId }, clock);
        if (outcome.kind === 'rejected')
            throw new Error(`hold ${holdId} expired and cannot be voided: ${outcome.reason}`);
    }
    return expired;
}
/** What can be answered without looking at a balance: a bad request, a replay, or a key used for something else. */
async function settleBeforehand(tx, command) {
    const fault = examine(command);
    if (fault !== null)
        return fault;
    const { idempotencyKey } = command.request;
    const found = await findJournal(tx, idempotencyKey);
    if (found === null)
        return null;
    if (found.requestHash !== requestHash(command))
        return rejected('idempotency-conflict', idempotencyKey);
    return { kind: 'recorded', journalId: found.journalId, isReplay: true };
}
/** Locks the hold's account with the others, then reads the hold again: it may have been resolved while waiting. */
async function lockHold(tx, holdId, otherAccounts) {
    const seen = await readHold(tx, holdId);
    if (seen === null)
        return null;
    const balances = await lockBalances(tx, [seen.account, ...otherAccounts]);
    const hold = await readHold(tx, holdId);
    if (hold === null)
        throw new Error(`hold ${holdId} was there and is gone`);
    return { hold, balances };
}
async function record(tx, command, kind, effect, createdAtMs) {
    const { idempotencyKey, bountyId, round, reference, memo } = command.request;
    const label = {
        idempotencyKey,
        ...(bountyId === undefined ? {} : { bountyId }),
        ...(round === undefined ? {} : { round }),
        reference,
        memo,
    };
    const journalId = await writeJournal(tx, { ...label, kind, requestHash: requestHash(command), createdAtMs }, effect);
    return { kind: 'recorded', journalId, isReplay: false };
}
//# sourceMappingURL=ledger.js.map