/**
 * Names of accounts. A name says whose units they are and why; every account holds one asset.
 */
export const accountKinds = ['world', 'buyer', 'escrow', 'payable', 'fees'];
const partPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** Where units come from and go to outside the books. The only account that may be negative: minus the supply. */
export const worldAccount = 'world';
/** The operator's fees. */
export const feesAccount = 'fees';
/** What an organisation has paid in and not yet committed. */
export function buyerAccount(organisation) {
    return named('buyer', organisation);
}
/** The price of one bounty, from funding until each part is paid, charged or refunded. */
export function escrowAccount(bountyId) {
    return named('escrow', bountyId);
}
/** What a data holder's organisation has earned. */
export function payableAccount(organisation) {
    return named('payable', organisation);
}
function named(kind, owner) {
    if (!partPattern.test(owner)) {
        throw new RangeError(`${JSON.stringify(owner)} cannot name a ${kind} account: use 1 to 128 letters, digits, '.', '_' or '-', starting with a letter or digit`);
    }
    return `${kind}:${owner}`;
}
//# sourceMappingURL=accounts.js.map