// Original file: protos/parley/v1/bounties.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { AwaitEvaluationRequest as _parley_v1_AwaitEvaluationRequest, AwaitEvaluationRequest__Output as _parley_v1_AwaitEvaluationRequest__Output } from '../../parley/v1/AwaitEvaluationRequest.ts';
import type { BlobChunk as _parley_v1_BlobChunk, BlobChunk__Output as _parley_v1_BlobChunk__Output } from '../../parley/v1/BlobChunk.ts';
import type { BlobPart as _parley_v1_BlobPart, BlobPart__Output as _parley_v1_BlobPart__Output } from '../../parley/v1/BlobPart.ts';
import type { BlobReceipt as _parley_v1_BlobReceipt, BlobReceipt__Output as _parley_v1_BlobReceipt__Output } from '../../parley/v1/BlobReceipt.ts';
import type { BlobRequest as _parley_v1_BlobRequest, BlobRequest__Output as _parley_v1_BlobRequest__Output } from '../../parley/v1/BlobRequest.ts';
import type { Bounty as _parley_v1_Bounty, Bounty__Output as _parley_v1_Bounty__Output } from '../../parley/v1/Bounty.ts';
import type { BountyList as _parley_v1_BountyList, BountyList__Output as _parley_v1_BountyList__Output } from '../../parley/v1/BountyList.ts';
import type { BountyRequest as _parley_v1_BountyRequest, BountyRequest__Output as _parley_v1_BountyRequest__Output } from '../../parley/v1/BountyRequest.ts';
import type { CancelBountyRequest as _parley_v1_CancelBountyRequest, CancelBountyRequest__Output as _parley_v1_CancelBountyRequest__Output } from '../../parley/v1/CancelBountyRequest.ts';
import type { Decline as _parley_v1_Decline, Decline__Output as _parley_v1_Decline__Output } from '../../parley/v1/Decline.ts';
import type { DeclineBountyRequest as _parley_v1_DeclineBountyRequest, DeclineBountyRequest__Output as _parley_v1_DeclineBountyRequest__Output } from '../../parley/v1/DeclineBountyRequest.ts';
import type { Delivery as _parley_v1_Delivery, Delivery__Output as _parley_v1_Delivery__Output } from '../../parley/v1/Delivery.ts';
import type { DeliveryRequest as _parley_v1_DeliveryRequest, DeliveryRequest__Output as _parley_v1_DeliveryRequest__Output } from '../../parley/v1/DeliveryRequest.ts';
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { EvaluationTask as _parley_v1_EvaluationTask, EvaluationTask__Output as _parley_v1_EvaluationTask__Output } from '../../parley/v1/EvaluationTask.ts';
import type { JoinBountyRequest as _parley_v1_JoinBountyRequest, JoinBountyRequest__Output as _parley_v1_JoinBountyRequest__Output } from '../../parley/v1/JoinBountyRequest.ts';
import type { ListBountiesRequest as _parley_v1_ListBountiesRequest, ListBountiesRequest__Output as _parley_v1_ListBountiesRequest__Output } from '../../parley/v1/ListBountiesRequest.ts';
import type { Participation as _parley_v1_Participation, Participation__Output as _parley_v1_Participation__Output } from '../../parley/v1/Participation.ts';
import type { PostBountyRequest as _parley_v1_PostBountyRequest, PostBountyRequest__Output as _parley_v1_PostBountyRequest__Output } from '../../parley/v1/PostBountyRequest.ts';
import type { SubmitEvaluationRequest as _parley_v1_SubmitEvaluationRequest, SubmitEvaluationRequest__Output as _parley_v1_SubmitEvaluationRequest__Output } from '../../parley/v1/SubmitEvaluationRequest.ts';

export interface BountiesDefinition {
  AwaitEvaluation: MethodDefinition<_parley_v1_AwaitEvaluationRequest, _parley_v1_EvaluationTask, _parley_v1_AwaitEvaluationRequest__Output, _parley_v1_EvaluationTask__Output>
  CancelBounty: MethodDefinition<_parley_v1_CancelBountyRequest, _parley_v1_Bounty, _parley_v1_CancelBountyRequest__Output, _parley_v1_Bounty__Output>
  DeclineBounty: MethodDefinition<_parley_v1_DeclineBountyRequest, _parley_v1_Decline, _parley_v1_DeclineBountyRequest__Output, _parley_v1_Decline__Output>
  DownloadBlob: MethodDefinition<_parley_v1_BlobRequest, _parley_v1_BlobChunk, _parley_v1_BlobRequest__Output, _parley_v1_BlobChunk__Output>
  GetBounty: MethodDefinition<_parley_v1_BountyRequest, _parley_v1_Bounty, _parley_v1_BountyRequest__Output, _parley_v1_Bounty__Output>
  GetDelivery: MethodDefinition<_parley_v1_DeliveryRequest, _parley_v1_Delivery, _parley_v1_DeliveryRequest__Output, _parley_v1_Delivery__Output>
  JoinBounty: MethodDefinition<_parley_v1_JoinBountyRequest, _parley_v1_Participation, _parley_v1_JoinBountyRequest__Output, _parley_v1_Participation__Output>
  LeaveBounty: MethodDefinition<_parley_v1_BountyRequest, _parley_v1_Participation, _parley_v1_BountyRequest__Output, _parley_v1_Participation__Output>
  ListBounties: MethodDefinition<_parley_v1_ListBountiesRequest, _parley_v1_BountyList, _parley_v1_ListBountiesRequest__Output, _parley_v1_BountyList__Output>
  PostBounty: MethodDefinition<_parley_v1_PostBountyRequest, _parley_v1_Bounty, _parley_v1_PostBountyRequest__Output, _parley_v1_Bounty__Output>
  SubmitEvaluation: MethodDefinition<_parley_v1_SubmitEvaluationRequest, _parley_v1_Empty, _parley_v1_SubmitEvaluationRequest__Output, _parley_v1_Empty__Output>
  UploadBlob: MethodDefinition<_parley_v1_BlobPart, _parley_v1_BlobReceipt, _parley_v1_BlobPart__Output, _parley_v1_BlobReceipt__Output>
}
