import { maximumEntries, maximumNameCharacters, maximumSentenceCharacters } from '../limits.js';
import { amount, count, flag, idOrNone, list, natural, natural64, signedAmount, text } from './fields.js';
import { message } from './message.js';
const name = text(maximumNameCharacters);
const sentence = text(maximumSentenceCharacters);
export const balancesRequestCodec = message('BalancesRequest', {
    organisation: name,
});
const balance = message('Balance', {
    account: name,
    asset: name,
    postedUnits: signedAmount,
    heldUnits: amount,
});
export const balancesCodec = message('Balances', {
    balances: list(balance, maximumEntries),
});
export const statementRequestCodec = message('StatementRequest', {
    organisation: name,
    afterJournal: natural64,
    limit: count(maximumEntries),
});
const statementLine = message('StatementLine', {
    journal: natural64,
    atMs: natural(),
    kind: name,
    account: name,
    counterAccount: name,
    amountUnits: signedAmount,
    balanceUnits: signedAmount,
    bountyId: idOrNone,
    round: count(),
    memo: sentence,
});
export const statementCodec = message('Statement', {
    lines: list(statementLine, maximumEntries),
});
const auditProblem = message('AuditProblem', {
    rule: name,
    where: sentence,
    detail: sentence,
});
export const auditReportCodec = message('AuditReport', {
    ok: flag,
    journals: natural(),
    postings: natural(),
    accounts: natural(),
    supplyUnits: signedAmount,
    problems: list(auditProblem, maximumEntries),
});
export const depositRequestCodec = message('DepositRequest', {
    organisation: name,
    amountUnits: amount,
    memo: sentence,
});
//# sourceMappingURL=ledger.js.map