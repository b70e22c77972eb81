// Original file: protos/parley/v1/ledger.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { AuditReport as _parley_v1_AuditReport, AuditReport__Output as _parley_v1_AuditReport__Output } from '../../parley/v1/AuditReport.ts';
import type { Balances as _parley_v1_Balances, Balances__Output as _parley_v1_Balances__Output } from '../../parley/v1/Balances.ts';
import type { BalancesRequest as _parley_v1_BalancesRequest, BalancesRequest__Output as _parley_v1_BalancesRequest__Output } from '../../parley/v1/BalancesRequest.ts';
import type { DepositRequest as _parley_v1_DepositRequest, DepositRequest__Output as _parley_v1_DepositRequest__Output } from '../../parley/v1/DepositRequest.ts';
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { Statement as _parley_v1_Statement, Statement__Output as _parley_v1_Statement__Output } from '../../parley/v1/Statement.ts';
import type { StatementRequest as _parley_v1_StatementRequest, StatementRequest__Output as _parley_v1_StatementRequest__Output } from '../../parley/v1/StatementRequest.ts';

export interface LedgerDefinition {
  Audit: MethodDefinition<_parley_v1_Empty, _parley_v1_AuditReport, _parley_v1_Empty__Output, _parley_v1_AuditReport__Output>
  Deposit: MethodDefinition<_parley_v1_DepositRequest, _parley_v1_Balances, _parley_v1_DepositRequest__Output, _parley_v1_Balances__Output>
  GetBalances: MethodDefinition<_parley_v1_BalancesRequest, _parley_v1_Balances, _parley_v1_BalancesRequest__Output, _parley_v1_Balances__Output>
  GetStatement: MethodDefinition<_parley_v1_StatementRequest, _parley_v1_Statement, _parley_v1_StatementRequest__Output, _parley_v1_Statement__Output>
}
