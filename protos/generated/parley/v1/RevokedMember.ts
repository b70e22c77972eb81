// Original file: protos/parley/v1/members.proto

import type { MemberKey as _parley_v1_MemberKey, MemberKey__Output as _parley_v1_MemberKey__Output } from '../../parley/v1/MemberKey.ts';
import type { ApiKey as _parley_v1_ApiKey, ApiKey__Output as _parley_v1_ApiKey__Output } from '../../parley/v1/ApiKey.ts';
import type { OpenInvitation as _parley_v1_OpenInvitation, OpenInvitation__Output as _parley_v1_OpenInvitation__Output } from '../../parley/v1/OpenInvitation.ts';

export interface RevokedMember {
  'keys'?: (_parley_v1_MemberKey)[];
  'apiKeys'?: (_parley_v1_ApiKey)[];
  'invitations'?: (_parley_v1_OpenInvitation)[];
}

export interface RevokedMember__Output {
  'keys': (_parley_v1_MemberKey__Output)[];
  'apiKeys': (_parley_v1_ApiKey__Output)[];
  'invitations': (_parley_v1_OpenInvitation__Output)[];
}
