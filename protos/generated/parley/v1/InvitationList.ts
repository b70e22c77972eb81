// Original file: protos/parley/v1/members.proto

import type { OpenInvitation as _parley_v1_OpenInvitation, OpenInvitation__Output as _parley_v1_OpenInvitation__Output } from '../../parley/v1/OpenInvitation.ts';

export interface InvitationList {
  'invitations'?: (_parley_v1_OpenInvitation)[];
}

export interface InvitationList__Output {
  'invitations': (_parley_v1_OpenInvitation__Output)[];
}
