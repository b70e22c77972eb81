// Original file: protos/parley/v1/sessions.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { BeginSessionRequest as _parley_v1_BeginSessionRequest, BeginSessionRequest__Output as _parley_v1_BeginSessionRequest__Output } from '../../parley/v1/BeginSessionRequest.ts';
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { Session as _parley_v1_Session, Session__Output as _parley_v1_Session__Output } from '../../parley/v1/Session.ts';
import type { SessionChallenge as _parley_v1_SessionChallenge, SessionChallenge__Output as _parley_v1_SessionChallenge__Output } from '../../parley/v1/SessionChallenge.ts';

export interface SessionsDefinition {
  BeginSession: MethodDefinition<_parley_v1_BeginSessionRequest, _parley_v1_Session, _parley_v1_BeginSessionRequest__Output, _parley_v1_Session__Output>
  GetSessionChallenge: MethodDefinition<_parley_v1_Empty, _parley_v1_SessionChallenge, _parley_v1_Empty__Output, _parley_v1_SessionChallenge__Output>
}
