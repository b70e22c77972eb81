export { accountKinds, buyerAccount, escrowAccount, feesAccount, payableAccount, worldAccount, } from './accounts.js';
export { ledgerRefusals } from './commands.js';
export { createLedger } from './ledger.js';
export { createLedgerModel } from './ledger-model.js';
//# sourceMappingURL=index.js.map