// Original file: protos/parley/v1/log.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { Checkpoint as _parley_v1_Checkpoint, Checkpoint__Output as _parley_v1_Checkpoint__Output } from '../../parley/v1/Checkpoint.ts';
import type { CheckpointRequest as _parley_v1_CheckpointRequest, CheckpointRequest__Output as _parley_v1_CheckpointRequest__Output } from '../../parley/v1/CheckpointRequest.ts';
import type { ConsistencyRequest as _parley_v1_ConsistencyRequest, ConsistencyRequest__Output as _parley_v1_ConsistencyRequest__Output } from '../../parley/v1/ConsistencyRequest.ts';
import type { InclusionRequest as _parley_v1_InclusionRequest, InclusionRequest__Output as _parley_v1_InclusionRequest__Output } from '../../parley/v1/InclusionRequest.ts';
import type { Leaves as _parley_v1_Leaves, Leaves__Output as _parley_v1_Leaves__Output } from '../../parley/v1/Leaves.ts';
import type { LeavesRequest as _parley_v1_LeavesRequest, LeavesRequest__Output as _parley_v1_LeavesRequest__Output } from '../../parley/v1/LeavesRequest.ts';
import type { Proof as _parley_v1_Proof, Proof__Output as _parley_v1_Proof__Output } from '../../parley/v1/Proof.ts';

export interface LogDefinition {
  GetCheckpoint: MethodDefinition<_parley_v1_CheckpointRequest, _parley_v1_Checkpoint, _parley_v1_CheckpointRequest__Output, _parley_v1_Checkpoint__Output>
  GetConsistencyProof: MethodDefinition<_parley_v1_ConsistencyRequest, _parley_v1_Proof, _parley_v1_ConsistencyRequest__Output, _parley_v1_Proof__Output>
  GetInclusionProof: MethodDefinition<_parley_v1_InclusionRequest, _parley_v1_Proof, _parley_v1_InclusionRequest__Output, _parley_v1_Proof__Output>
  GetLeaves: MethodDefinition<_parley_v1_LeavesRequest, _parley_v1_Leaves, _parley_v1_LeavesRequest__Output, _parley_v1_Leaves__Output>
}
