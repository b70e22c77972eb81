// Original file: protos/parley/v1/rounds.proto

import type { AttemptRef as _parley_v1_AttemptRef, AttemptRef__Output as _parley_v1_AttemptRef__Output } from '../../parley/v1/AttemptRef.ts';
import type { SeedCommitment as _parley_v1_SeedCommitment, SeedCommitment__Output as _parley_v1_SeedCommitment__Output } from '../../parley/v1/SeedCommitment.ts';

export interface CommitSeedRequest {
  'attempt'?: (_parley_v1_AttemptRef | null);
  'seedCommitment'?: (_parley_v1_SeedCommitment | null);
}

export interface CommitSeedRequest__Output {
  'attempt': (_parley_v1_AttemptRef__Output | null);
  'seedCommitment': (_parley_v1_SeedCommitment__Output | null);
}
