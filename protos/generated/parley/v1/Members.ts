// Original file: protos/parley/v1/members.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { InvitationList as _parley_v1_InvitationList, InvitationList__Output as _parley_v1_InvitationList__Output } from '../../parley/v1/InvitationList.ts';
import type { InvitationsRequest as _parley_v1_InvitationsRequest, InvitationsRequest__Output as _parley_v1_InvitationsRequest__Output } from '../../parley/v1/InvitationsRequest.ts';
import type { RevokeMemberRequest as _parley_v1_RevokeMemberRequest, RevokeMemberRequest__Output as _parley_v1_RevokeMemberRequest__Output } from '../../parley/v1/RevokeMemberRequest.ts';
import type { RevokedMember as _parley_v1_RevokedMember, RevokedMember__Output as _parley_v1_RevokedMember__Output } from '../../parley/v1/RevokedMember.ts';

export interface MembersDefinition {
  ListInvitations: MethodDefinition<_parley_v1_InvitationsRequest, _parley_v1_InvitationList, _parley_v1_InvitationsRequest__Output, _parley_v1_InvitationList__Output>
  RevokeMember: MethodDefinition<_parley_v1_RevokeMemberRequest, _parley_v1_RevokedMember, _parley_v1_RevokeMemberRequest__Output, _parley_v1_RevokedMember__Output>
}
