// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { Complaint as _parley_v1_Complaint, Complaint__Output as _parley_v1_Complaint__Output } from '../../parley/v1/Complaint.ts';

export interface ComplainRequest {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'complaint'?: (_parley_v1_Complaint | null);
}

export interface ComplainRequest__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'complaint': (_parley_v1_Complaint__Output | null);
}
