/**
 * The ledger's judgement, pure: given a command and what the accounts it touches hold, either a refusal or exactly
 * what is to be written. Reading, locking and writing belong to ledger.ts.
 */
import { rejected, } from './commands.js';
/** Largest single amount: a thousand of them still fit in numeric(39,0). */
export const maximumAmountUnits = 10n ** 36n;
/** Largest balance either way: what numeric(39,0) can hold. */
export const maximumBalanceUnits = 10n ** 39n - 1n;
const maximumIdLength = 200;
/** What can be said against a command before anything is read; null when nothing can. */
export function examine(command) {
    const { request } = command;
    const malformed = malformedField(command);
    if (malformed !== null)
        return rejected('malformed-request', malformed);
    if ('postings' in request)
        return examinePostings(request.postings, amount => amountFault(amount));
    if ('destinations' in request)
        return examinePostings(request.destinations, positiveAmountFault);
    if ('amountUnits' in request) {
        const fault = positiveAmountFault(request.amountUnits);
        return fault === null ? null : rejected(fault, request.account);
    }
    return null;
}
function malformedField({ command, request }) {
    const label = request;
    if (!isName(label.idempotencyKey))
        return 'idempotencyKey';
    if (label.round !== undefined && !(Number.isSafeInteger(label.round) && label.round >= 1))
        return 'round';
    if ('kind' in request && !isName(request.kind))
        return 'kind';
    if ('holdId' in request && !isName(request.holdId))
        return 'holdId';
    if (command === 'transfer' && request.postings.length === 0)
        return 'postings';
    if (command === 'post-hold' && request.destinations.length === 0)
        return 'destinations';
    if (command === 'hold' && request.expiresAtMs !== undefined && !Number.isSafeInteger(request.expiresAtMs)) {
        return 'expiresAtMs';
    }
    return null;
}
function isName(text) {
    return text.length >= 1 && text.length <= maximumIdLength;
}
function examinePostings(postings, faultOf) {
    const seen = new Set();
    for (const { account, amountUnits } of postings) {
        const fault = faultOf(amountUnits);
        if (fault !== null)
            return rejected(fault, account);
        if (seen.has(account))
            return rejected('duplicate-account', account);
        seen.add(account);
    }
    return null;
}
function amountFault(amountUnits) {
    if (amountUnits === 0n)
        return 'zero-amount';
    const size = amountUnits < 0n ? -amountUnits : amountUnits;
    return size > maximumAmountUnits ? 'amount-too-large' : null;
}
function positiveAmountFault(amountUnits) {
    return amountUnits < 0n ? 'negative-amount' : amountFault(amountUnits);
}
/** Judges a transfer by the balances of its accounts. */
export function decideTransfer(request, balances) {
    const unknown = firstUnknown(request.postings.map(({ account }) => account), balances);
    if (unknown !== null)
        return rejected('unknown-account', unknown);
    const unbalanced = firstUnbalancedAsset(request.postings, balances);
    if (unbalanced !== null)
        return rejected('unbalanced', unbalanced);
    return withinBounds({ postings: request.postings, pending: [] }, balances);
}
/** Judges the setting aside of units. */
export function decideHold(request, existing, balances) {
    if (!balances.has(request.account))
        return rejected('unknown-account', request.account);
    if (existing !== null)
        return rejected('hold-exists', request.holdId);
    const pending = [{ account: request.account, amountUnits: request.amountUnits }];
    return withinBounds({ postings: [], pending }, balances);
}
/** Judges the posting of a hold, in part or whole. */
export function decidePostHold(request, hold, balances, nowMs) {
    if (hold.state !== 'pending')
        return rejected('hold-resolved', hold.holdId);
    if (hold.expiresAtMs !== null && nowMs >= hold.expiresAtMs)
        return rejected('hold-expired', hold.holdId);
    const fault = destinationFault(request.destinations, hold, balances);
    if (fault !== null)
        return fault;
    const totalUnits = request.destinations.reduce((sum, { amountUnits }) => sum + amountUnits, 0n);
    if (totalUnits > hold.amountUnits)
        return rejected('hold-exceeded', hold.holdId);
    const source = { account: hold.account, amountUnits: -totalUnits };
    return withinBounds({ postings: [source, ...request.destinations], pending: [released(hold)] }, balances);
}
/** Judges the freeing of a hold; an expired one may be freed too. */
export function decideVoidHold(hold) {
    if (hold.state !== 'pending')
        return rejected('hold-resolved', hold.holdId);
    return { postings: [], pending: [released(hold)] };
}
function released(hold) {
    return { account: hold.account, amountUnits: -hold.amountUnits };
}
function destinationFault(destinations, hold, balances) {
    const accounts = destinations.map(({ account }) => account);
    if (accounts.includes(hold.account))
        return rejected('duplicate-account', hold.account);
    const unknown = firstUnknown(accounts, balances);
    if (unknown !== null)
        return rejected('unknown-account', unknown);
    const asset = balances.get(hold.account)?.asset;
    const foreign = accounts.find(account => balances.get(account)?.asset !== asset);
    return foreign === undefined ? null : rejected('asset-mismatch', foreign);
}
function firstUnknown(accounts, balances) {
    return accounts.find(account => !balances.has(account)) ?? null;
}
function firstUnbalancedAsset(postings, balances) {
    const sums = new Map();
    for (const { account, amountUnits } of postings) {
        const asset = balances.get(account)?.asset ?? '';
        sums.set(asset, (sums.get(asset) ?? 0n) + amountUnits);
    }
    for (const [asset, sum] of sums)
        if (sum !== 0n)
            return asset;
    return null;
}
/** The effect, unless it would take an account below its minimum or a balance beyond what can be stored. */
function withinBounds(effect, balances) {
    const moved = new Map(effect.postings.map(({ account, amountUnits }) => [account, amountUnits]));
    const setAside = new Map(effect.pending.map(({ account, amountUnits }) => [account, amountUnits]));
    for (const { account, minimumUnits, postedUnits, pendingOutUnits } of balances.values()) {
        const posted = postedUnits + (moved.get(account) ?? 0n);
        const free = posted - pendingOutUnits - (setAside.get(account) ?? 0n);
        if (posted > maximumBalanceUnits || posted < -maximumBalanceUnits)
            return rejected('amount-too-large', account);
        if (minimumUnits !== null && free < minimumUnits)
            return rejected('insufficient-funds', account);
    }
    return effect;
}
//# sourceMappingURL=decide.js.map