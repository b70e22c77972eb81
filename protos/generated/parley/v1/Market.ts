// Original file: protos/parley/v1/market.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { Bounty as _parley_v1_Bounty, Bounty__Output as _parley_v1_Bounty__Output } from '../../parley/v1/Bounty.ts';
import type { BountyRequest as _parley_v1_BountyRequest, BountyRequest__Output as _parley_v1_BountyRequest__Output } from '../../parley/v1/BountyRequest.ts';
import type { CommitmentRequest as _parley_v1_CommitmentRequest, CommitmentRequest__Output as _parley_v1_CommitmentRequest__Output } from '../../parley/v1/CommitmentRequest.ts';
import type { DisputeRequest as _parley_v1_DisputeRequest, DisputeRequest__Output as _parley_v1_DisputeRequest__Output } from '../../parley/v1/DisputeRequest.ts';
import type { EvaluatorRequest as _parley_v1_EvaluatorRequest, EvaluatorRequest__Output as _parley_v1_EvaluatorRequest__Output } from '../../parley/v1/EvaluatorRequest.ts';
import type { EvidenceRequest as _parley_v1_EvidenceRequest, EvidenceRequest__Output as _parley_v1_EvidenceRequest__Output } from '../../parley/v1/EvidenceRequest.ts';
import type { FaultRequest as _parley_v1_FaultRequest, FaultRequest__Output as _parley_v1_FaultRequest__Output } from '../../parley/v1/FaultRequest.ts';
import type { LineageSignature as _parley_v1_LineageSignature, LineageSignature__Output as _parley_v1_LineageSignature__Output } from '../../parley/v1/LineageSignature.ts';
import type { MarketLog as _parley_v1_MarketLog, MarketLog__Output as _parley_v1_MarketLog__Output } from '../../parley/v1/MarketLog.ts';
import type { MarketLogRequest as _parley_v1_MarketLogRequest, MarketLogRequest__Output as _parley_v1_MarketLogRequest__Output } from '../../parley/v1/MarketLogRequest.ts';
import type { MarketView as _parley_v1_MarketView, MarketView__Output as _parley_v1_MarketView__Output } from '../../parley/v1/MarketView.ts';
import type { RevealRequest as _parley_v1_RevealRequest, RevealRequest__Output as _parley_v1_RevealRequest__Output } from '../../parley/v1/RevealRequest.ts';
import type { RulingRequest as _parley_v1_RulingRequest, RulingRequest__Output as _parley_v1_RulingRequest__Output } from '../../parley/v1/RulingRequest.ts';
import type { ScoringRequest as _parley_v1_ScoringRequest, ScoringRequest__Output as _parley_v1_ScoringRequest__Output } from '../../parley/v1/ScoringRequest.ts';
import type { ScoringTasks as _parley_v1_ScoringTasks, ScoringTasks__Output as _parley_v1_ScoringTasks__Output } from '../../parley/v1/ScoringTasks.ts';

export interface MarketDefinition {
  AddEvidence: MethodDefinition<_parley_v1_EvidenceRequest, _parley_v1_MarketView, _parley_v1_EvidenceRequest__Output, _parley_v1_MarketView__Output>
  Appeal: MethodDefinition<_parley_v1_EvidenceRequest, _parley_v1_MarketView, _parley_v1_EvidenceRequest__Output, _parley_v1_MarketView__Output>
  AwaitScoring: MethodDefinition<_parley_v1_ScoringRequest, _parley_v1_ScoringTasks, _parley_v1_ScoringRequest__Output, _parley_v1_ScoringTasks__Output>
  CommitUtilities: MethodDefinition<_parley_v1_CommitmentRequest, _parley_v1_MarketView, _parley_v1_CommitmentRequest__Output, _parley_v1_MarketView__Output>
  Dispute: MethodDefinition<_parley_v1_DisputeRequest, _parley_v1_MarketView, _parley_v1_DisputeRequest__Output, _parley_v1_MarketView__Output>
  FundBounty: MethodDefinition<_parley_v1_BountyRequest, _parley_v1_Bounty, _parley_v1_BountyRequest__Output, _parley_v1_Bounty__Output>
  GetLineageSignature: MethodDefinition<_parley_v1_BountyRequest, _parley_v1_LineageSignature, _parley_v1_BountyRequest__Output, _parley_v1_LineageSignature__Output>
  GetMarket: MethodDefinition<_parley_v1_BountyRequest, _parley_v1_MarketView, _parley_v1_BountyRequest__Output, _parley_v1_MarketView__Output>
  GetMarketLog: MethodDefinition<_parley_v1_MarketLogRequest, _parley_v1_MarketLog, _parley_v1_MarketLogRequest__Output, _parley_v1_MarketLog__Output>
  JoinAsEvaluator: MethodDefinition<_parley_v1_EvaluatorRequest, _parley_v1_MarketView, _parley_v1_EvaluatorRequest__Output, _parley_v1_MarketView__Output>
  ProveFault: MethodDefinition<_parley_v1_FaultRequest, _parley_v1_MarketView, _parley_v1_FaultRequest__Output, _parley_v1_MarketView__Output>
  ReleaseVested: MethodDefinition<_parley_v1_BountyRequest, _parley_v1_MarketView, _parley_v1_BountyRequest__Output, _parley_v1_MarketView__Output>
  RevealUtilities: MethodDefinition<_parley_v1_RevealRequest, _parley_v1_MarketView, _parley_v1_RevealRequest__Output, _parley_v1_MarketView__Output>
  Rule: MethodDefinition<_parley_v1_RulingRequest, _parley_v1_MarketView, _parley_v1_RulingRequest__Output, _parley_v1_MarketView__Output>
}
