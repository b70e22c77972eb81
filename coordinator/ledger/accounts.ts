/** Names and kinds of accounts, as settlements use them. */
export {
  type AccountKind,
  accountKinds,
  buyerAccount,
  escrowAccount,
  feesAccount,
  payableAccount,
  worldAccount,
} from '../../aggregation/index.ts'
