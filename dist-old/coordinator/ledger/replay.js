/**
 * The books, added up again from nothing but the journal, pure. Feed the journals in order, then compare what they
 * add up to with the balances that are stored. The rules are the conservation laws of the market:
 *
 * I1  what entered a bounty's escrow = paid + refunded + fees + what is still there
 * I2  every journal sums to zero for each asset
 * I3  no account is ever below its minimum, units set aside included
 * I4  a hold is resolved at most once, after it was made
 * I5  what a hold posts and what it frees add up to what it held
 * I8  all balances of an asset add up to zero: the supply is what `world` is short of
 */
import { worldAccount } from './accounts.js';
/** Starts an audit of these accounts. */
export function startReplay(accounts) {
    const books = {
        tallies: new Map(accounts.map(account => [account.id, { account, posted: 0n, pendingOut: 0n }])),
        flows: new Map(),
        pendingHolds: new Map(),
        problems: [],
        counts: { journals: 0, postings: 0, holds: 0 },
    };
    return {
        add: journal => addJournal(books, journal),
        finish: stored => finish(books, stored),
    };
}
function addJournal(books, journal) {
    const { counts, problems } = books;
    counts.journals += 1;
    counts.postings += journal.postings.length;
    counts.holds += journal.made.length;
    const where = `journal ${journal.journalId}`;
    if (journal.postings.length !== journal.postingCount) {
        const detail = `declares ${journal.postingCount} postings and has ${journal.postings.length}`;
        problems.push({ rule: 'posting-count', where, detail });
    }
    problems.push(...unbalancedAssets(books, journal, where));
    for (const { account, amountUnits } of journal.postings)
        tallyOf(books, account).posted += amountUnits;
    for (const hold of journal.made)
        makeHold(books, hold);
    for (const hold of journal.resolved)
        endHold(books, hold, journal, where);
    addFlows(books, journal, where);
    problems.push(...accountsBelowMinimum(books, journal, where));
}
function tallyOf({ tallies }, account) {
    const tally = tallies.get(account);
    if (tally === undefined)
        throw new Error(`the journal names account ${account}, which was never opened`);
    return tally;
}
function unbalancedAssets(books, { postings }, where) {
    const sums = new Map();
    for (const { account, amountUnits } of postings) {
        const { asset } = tallyOf(books, account).account;
        sums.set(asset, (sums.get(asset) ?? 0n) + amountUnits);
    }
    return [...sums]
        .filter(([, sum]) => sum !== 0n)
        .map(([asset, sum]) => ({ rule: 'I2', where, detail: `its postings sum to ${sum} ${asset}` }));
}
function makeHold(books, hold) {
    tallyOf(books, hold.account).pendingOut += hold.amountUnits;
    books.pendingHolds.set(hold.holdId, hold.state);
    if ((hold.state === 'posted') !== hold.postedUnits > 0n || hold.postedUnits > hold.amountUnits) {
        const detail = `${hold.state} with ${hold.postedUnits} posted of ${hold.amountUnits}`;
        books.problems.push({ rule: 'I5', where: `hold ${hold.holdId}`, detail });
    }
}
function endHold(books, hold, { postings }, where) {
    const place = `hold ${hold.holdId}`;
    if (!books.pendingHolds.delete(hold.holdId) || hold.state === 'pending') {
        books.problems.push({ rule: 'I4', where: place, detail: `resolved by ${where} while not pending` });
        return;
    }
    tallyOf(books, hold.account).pendingOut -= hold.amountUnits;
    const left = postings.find(posting => posting.account === hold.account)?.amountUnits ?? 0n;
    if (-left !== hold.postedUnits) {
        const detail = `${where} takes ${-left} from ${hold.account}, the hold says ${hold.postedUnits}`;
        books.problems.push({ rule: 'I5', where: place, detail });
    }
}
/** Follows what enters and leaves escrows. Units that leave one go to earnings, fees or a buyer, and nowhere else. */
function addFlows(books, { postings }, where) {
    for (const { account, amountUnits } of postings) {
        const { kind, asset } = tallyOf(books, account).account;
        if (kind !== 'escrow')
            continue;
        const flow = flowOf(books, account);
        flow.remainingUnits += amountUnits;
        if (amountUnits > 0n)
            flow.fundedUnits += amountUnits;
        else
            addOutflow(books, flow, othersOf(books, postings, account, asset), where);
    }
}
function othersOf(books, postings, escrow, asset) {
    return postings.filter(({ account }) => account !== escrow && tallyOf(books, account).account.asset === asset);
}
function addOutflow(books, flow, others, where) {
    for (const { account, amountUnits } of others) {
        const { kind } = tallyOf(books, account).account;
        const field = amountUnits > 0n ? outflowFields[kind] : undefined;
        if (field === undefined) {
            const detail = `units of ${flow.escrow} meet ${account} (${kind}), which is neither earnings, fees nor a buyer`;
            books.problems.push({ rule: 'I1', where, detail });
        }
        else
            flow[field] += amountUnits;
    }
}
const outflowFields = {
    payable: 'paidUnits',
    buyer: 'refundedUnits',
    fees: 'feeUnits',
};
function flowOf({ flows }, escrow) {
    const known = flows.get(escrow);
    if (known !== undefined)
        return known;
    const units = { fundedUnits: 0n, paidUnits: 0n, refundedUnits: 0n, feeUnits: 0n, remainingUnits: 0n };
    const flow = { escrow, ...units };
    flows.set(escrow, flow);
    return flow;
}
function accountsBelowMinimum(books, journal, where) {
    const touched = new Set([...journal.postings, ...journal.made, ...journal.resolved].map(({ account }) => account));
    return [...touched].flatMap(account => {
        const { posted, pendingOut, account: terms } = tallyOf(books, account);
        if (terms.minimumUnits === null || posted - pendingOut >= terms.minimumUnits)
            return [];
        const detail = `leaves ${account} with ${posted - pendingOut} free, below ${terms.minimumUnits}`;
        return [{ rule: 'I3', where, detail }];
    });
}
function finish(books, stored) {
    const totals = totalsByAsset(books);
    const problems = [
        ...books.problems,
        ...holdsEndedByNothing(books),
        ...storedDifferences(books, stored),
        ...totals.flatMap(supplyFault),
        ...[...books.flows.values()].flatMap(flowFault),
    ];
    return {
        ok: problems.length === 0,
        ...books.counts,
        accounts: books.tallies.size,
        problems,
        totals,
        escrows: [...books.flows.values()],
    };
}
function holdsEndedByNothing({ pendingHolds }) {
    return [...pendingHolds]
        .filter(([, state]) => state !== 'pending')
        .map(([holdId, state]) => ({ rule: 'I4', where: `hold ${holdId}`, detail: `${state} by no journal` }));
}
function storedDifferences({ tallies }, stored) {
    const byAccount = new Map(stored.map(balance => [balance.account, balance]));
    return [...tallies.values()].flatMap(({ account, posted, pendingOut }) => {
        const found = byAccount.get(account.id);
        const replayed = `${posted} posted, ${pendingOut} set aside, minimum ${account.minimumUnits}`;
        const kept = found === undefined
            ? 'nothing'
            : `${found.postedUnits} posted, ${found.pendingOutUnits} set aside, minimum ${found.minimumUnits}`;
        if (kept === replayed)
            return [];
        const detail = `stored: ${kept}; the journal says: ${replayed}`;
        return [{ rule: 'stored-balance', where: account.id, detail }];
    });
}
function totalsByAsset({ tallies }) {
    const totals = new Map();
    for (const { account, posted, pendingOut } of tallies.values()) {
        const none = { world: 0n, buyer: 0n, escrow: 0n, payable: 0n, fees: 0n };
        const total = totals.get(account.asset) ?? { supplyUnits: 0n, pendingUnits: 0n, byKind: none };
        total.byKind[account.kind] += posted;
        total.pendingUnits += pendingOut;
        if (account.kind !== worldAccount)
            total.supplyUnits += posted;
        totals.set(account.asset, total);
    }
    return [...totals].map(([asset, total]) => ({ asset, ...total }));
}
function supplyFault({ asset, supplyUnits, byKind }) {
    if (supplyUnits === -byKind.world)
        return [];
    const detail = `accounts hold ${supplyUnits} and the world is short of ${-byKind.world}`;
    return [{ rule: 'I8', where: asset, detail }];
}
function flowFault(flow) {
    const accounted = flow.paidUnits + flow.refundedUnits + flow.feeUnits + flow.remainingUnits;
    if (accounted === flow.fundedUnits)
        return [];
    return [
        {
            rule: 'I1',
            where: flow.escrow,
            detail: `${flow.fundedUnits} entered and ${accounted} is accounted for`,
        },
    ];
}
//# sourceMappingURL=replay.js.map