// Original file: protos/parley/v1/bounties.proto

export const BountyState = {
  BOUNTY_STATE_UNSPECIFIED: 'BOUNTY_STATE_UNSPECIFIED',
  OPEN: 'OPEN',
  RUNNING: 'RUNNING',
  SETTLING: 'SETTLING',
  FINAL: 'FINAL',
  UNDERSUBSCRIBED: 'UNDERSUBSCRIBED',
  ABORTED_BUYER: 'ABORTED_BUYER',
  ABORTED_COORDINATOR: 'ABORTED_COORDINATOR',
  DRAFT: 'DRAFT',
  FUNDED: 'FUNDED',
  CHALLENGE: 'CHALLENGE',
  DISPUTED: 'DISPUTED',
  EXPIRED: 'EXPIRED',
} as const;

export type BountyState =
  | 'BOUNTY_STATE_UNSPECIFIED'
  | 0
  | 'OPEN'
  | 1
  | 'RUNNING'
  | 2
  | 'SETTLING'
  | 3
  | 'FINAL'
  | 4
  | 'UNDERSUBSCRIBED'
  | 5
  | 'ABORTED_BUYER'
  | 6
  | 'ABORTED_COORDINATOR'
  | 7
  | 'DRAFT'
  | 8
  | 'FUNDED'
  | 9
  | 'CHALLENGE'
  | 10
  | 'DISPUTED'
  | 11
  | 'EXPIRED'
  | 12

export type BountyState__Output = typeof BountyState[keyof typeof BountyState]
