// Original file: protos/parley/v1/enrolment.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { CoordinatorDescription as _parley_v1_CoordinatorDescription, CoordinatorDescription__Output as _parley_v1_CoordinatorDescription__Output } from '../../parley/v1/CoordinatorDescription.ts';
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { EnrolRequest as _parley_v1_EnrolRequest, EnrolRequest__Output as _parley_v1_EnrolRequest__Output } from '../../parley/v1/EnrolRequest.ts';
import type { Invitation as _parley_v1_Invitation, Invitation__Output as _parley_v1_Invitation__Output } from '../../parley/v1/Invitation.ts';
import type { InviteRequest as _parley_v1_InviteRequest, InviteRequest__Output as _parley_v1_InviteRequest__Output } from '../../parley/v1/InviteRequest.ts';
import type { Member as _parley_v1_Member, Member__Output as _parley_v1_Member__Output } from '../../parley/v1/Member.ts';
import type { Registry as _parley_v1_Registry, Registry__Output as _parley_v1_Registry__Output } from '../../parley/v1/Registry.ts';

export interface EnrolmentDefinition {
  Describe: MethodDefinition<_parley_v1_Empty, _parley_v1_CoordinatorDescription, _parley_v1_Empty__Output, _parley_v1_CoordinatorDescription__Output>
  Enrol: MethodDefinition<_parley_v1_EnrolRequest, _parley_v1_Member, _parley_v1_EnrolRequest__Output, _parley_v1_Member__Output>
  GetRegistry: MethodDefinition<_parley_v1_Empty, _parley_v1_Registry, _parley_v1_Empty__Output, _parley_v1_Registry__Output>
  Invite: MethodDefinition<_parley_v1_InviteRequest, _parley_v1_Invitation, _parley_v1_InviteRequest__Output, _parley_v1_Invitation__Output>
}
