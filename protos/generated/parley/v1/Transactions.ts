// Original file: protos/parley/v1/transactions.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { ApprovalRequest as _parley_v1_ApprovalRequest, ApprovalRequest__Output as _parley_v1_ApprovalRequest__Output } from '../../parley/v1/ApprovalRequest.ts';
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { Transaction as _parley_v1_Transaction, Transaction__Output as _parley_v1_Transaction__Output } from '../../parley/v1/Transaction.ts';
import type { TransactionList as _parley_v1_TransactionList, TransactionList__Output as _parley_v1_TransactionList__Output } from '../../parley/v1/TransactionList.ts';
import type { TransactionRequest as _parley_v1_TransactionRequest, TransactionRequest__Output as _parley_v1_TransactionRequest__Output } from '../../parley/v1/TransactionRequest.ts';

export interface TransactionsDefinition {
  ApproveTransaction: MethodDefinition<_parley_v1_ApprovalRequest, _parley_v1_Transaction, _parley_v1_ApprovalRequest__Output, _parley_v1_Transaction__Output>
  ListTransactions: MethodDefinition<_parley_v1_Empty, _parley_v1_TransactionList, _parley_v1_Empty__Output, _parley_v1_TransactionList__Output>
  RequestTransaction: MethodDefinition<_parley_v1_TransactionRequest, _parley_v1_Transaction, _parley_v1_TransactionRequest__Output, _parley_v1_Transaction__Output>
}
