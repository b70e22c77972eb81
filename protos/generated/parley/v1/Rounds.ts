// Original file: protos/parley/v1/rounds.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { AdvertiseRequest as _parley_v1_AdvertiseRequest, AdvertiseRequest__Output as _parley_v1_AdvertiseRequest__Output } from '../../parley/v1/AdvertiseRequest.ts';
import type { Assignment as _parley_v1_Assignment, Assignment__Output as _parley_v1_Assignment__Output } from '../../parley/v1/Assignment.ts';
import type { AwaitAssignmentRequest as _parley_v1_AwaitAssignmentRequest, AwaitAssignmentRequest__Output as _parley_v1_AwaitAssignmentRequest__Output } from '../../parley/v1/AwaitAssignmentRequest.ts';
import type { AwaitRequest as _parley_v1_AwaitRequest, AwaitRequest__Output as _parley_v1_AwaitRequest__Output } from '../../parley/v1/AwaitRequest.ts';
import type { Certificate as _parley_v1_Certificate, Certificate__Output as _parley_v1_Certificate__Output } from '../../parley/v1/Certificate.ts';
import type { CommitSeedRequest as _parley_v1_CommitSeedRequest, CommitSeedRequest__Output as _parley_v1_CommitSeedRequest__Output } from '../../parley/v1/CommitSeedRequest.ts';
import type { CommittedCohort as _parley_v1_CommittedCohort, CommittedCohort__Output as _parley_v1_CommittedCohort__Output } from '../../parley/v1/CommittedCohort.ts';
import type { ComplainRequest as _parley_v1_ComplainRequest, ComplainRequest__Output as _parley_v1_ComplainRequest__Output } from '../../parley/v1/ComplainRequest.ts';
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { Inbox as _parley_v1_Inbox, Inbox__Output as _parley_v1_Inbox__Output } from '../../parley/v1/Inbox.ts';
import type { MaskedInputPart as _parley_v1_MaskedInputPart, MaskedInputPart__Output as _parley_v1_MaskedInputPart__Output } from '../../parley/v1/MaskedInputPart.ts';
import type { MaskedInputReceipt as _parley_v1_MaskedInputReceipt, MaskedInputReceipt__Output as _parley_v1_MaskedInputReceipt__Output } from '../../parley/v1/MaskedInputReceipt.ts';
import type { Progress as _parley_v1_Progress, Progress__Output as _parley_v1_Progress__Output } from '../../parley/v1/Progress.ts';
import type { RevealSeedRequest as _parley_v1_RevealSeedRequest, RevealSeedRequest__Output as _parley_v1_RevealSeedRequest__Output } from '../../parley/v1/RevealSeedRequest.ts';
import type { RevealedSeeds as _parley_v1_RevealedSeeds, RevealedSeeds__Output as _parley_v1_RevealedSeeds__Output } from '../../parley/v1/RevealedSeeds.ts';
import type { Roster as _parley_v1_Roster, Roster__Output as _parley_v1_Roster__Output } from '../../parley/v1/Roster.ts';
import type { RoundOutcome as _parley_v1_RoundOutcome, RoundOutcome__Output as _parley_v1_RoundOutcome__Output } from '../../parley/v1/RoundOutcome.ts';
import type { ShareKeysRequest as _parley_v1_ShareKeysRequest, ShareKeysRequest__Output as _parley_v1_ShareKeysRequest__Output } from '../../parley/v1/ShareKeysRequest.ts';
import type { SignSurvivorsRequest as _parley_v1_SignSurvivorsRequest, SignSurvivorsRequest__Output as _parley_v1_SignSurvivorsRequest__Output } from '../../parley/v1/SignSurvivorsRequest.ts';
import type { SurvivorSet as _parley_v1_SurvivorSet, SurvivorSet__Output as _parley_v1_SurvivorSet__Output } from '../../parley/v1/SurvivorSet.ts';
import type { UnmaskRequest as _parley_v1_UnmaskRequest, UnmaskRequest__Output as _parley_v1_UnmaskRequest__Output } from '../../parley/v1/UnmaskRequest.ts';

export interface RoundsDefinition {
  Advertise: MethodDefinition<_parley_v1_AdvertiseRequest, _parley_v1_Empty, _parley_v1_AdvertiseRequest__Output, _parley_v1_Empty__Output>
  AwaitAssignment: MethodDefinition<_parley_v1_AwaitAssignmentRequest, _parley_v1_Assignment, _parley_v1_AwaitAssignmentRequest__Output, _parley_v1_Assignment__Output>
  AwaitCertificate: MethodDefinition<_parley_v1_AwaitRequest, _parley_v1_Certificate, _parley_v1_AwaitRequest__Output, _parley_v1_Certificate__Output>
  AwaitCohort: MethodDefinition<_parley_v1_AwaitRequest, _parley_v1_CommittedCohort, _parley_v1_AwaitRequest__Output, _parley_v1_CommittedCohort__Output>
  AwaitInbox: MethodDefinition<_parley_v1_AwaitRequest, _parley_v1_Inbox, _parley_v1_AwaitRequest__Output, _parley_v1_Inbox__Output>
  AwaitOutcome: MethodDefinition<_parley_v1_AwaitRequest, _parley_v1_RoundOutcome, _parley_v1_AwaitRequest__Output, _parley_v1_RoundOutcome__Output>
  AwaitPartition: MethodDefinition<_parley_v1_AwaitRequest, _parley_v1_RevealedSeeds, _parley_v1_AwaitRequest__Output, _parley_v1_RevealedSeeds__Output>
  AwaitRoster: MethodDefinition<_parley_v1_AwaitRequest, _parley_v1_Roster, _parley_v1_AwaitRequest__Output, _parley_v1_Roster__Output>
  AwaitSurvivors: MethodDefinition<_parley_v1_AwaitRequest, _parley_v1_SurvivorSet, _parley_v1_AwaitRequest__Output, _parley_v1_SurvivorSet__Output>
  CommitSeed: MethodDefinition<_parley_v1_CommitSeedRequest, _parley_v1_Empty, _parley_v1_CommitSeedRequest__Output, _parley_v1_Empty__Output>
  Complain: MethodDefinition<_parley_v1_ComplainRequest, _parley_v1_Empty, _parley_v1_ComplainRequest__Output, _parley_v1_Empty__Output>
  ReportProgress: MethodDefinition<_parley_v1_Progress, _parley_v1_Empty, _parley_v1_Progress__Output, _parley_v1_Empty__Output>
  RevealSeed: MethodDefinition<_parley_v1_RevealSeedRequest, _parley_v1_Empty, _parley_v1_RevealSeedRequest__Output, _parley_v1_Empty__Output>
  ShareKeys: MethodDefinition<_parley_v1_ShareKeysRequest, _parley_v1_Empty, _parley_v1_ShareKeysRequest__Output, _parley_v1_Empty__Output>
  SignSurvivors: MethodDefinition<_parley_v1_SignSurvivorsRequest, _parley_v1_Empty, _parley_v1_SignSurvivorsRequest__Output, _parley_v1_Empty__Output>
  SubmitMaskedInput: MethodDefinition<_parley_v1_MaskedInputPart, _parley_v1_MaskedInputReceipt, _parley_v1_MaskedInputPart__Output, _parley_v1_MaskedInputReceipt__Output>
  Unmask: MethodDefinition<_parley_v1_UnmaskRequest, _parley_v1_Empty, _parley_v1_UnmaskRequest__Output, _parley_v1_Empty__Output>
}
