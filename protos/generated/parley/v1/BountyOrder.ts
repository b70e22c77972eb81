// Original file: protos/parley/v1/bounties.proto

export const BountyOrder = {
  BOUNTY_ORDER_UNSPECIFIED: 'BOUNTY_ORDER_UNSPECIFIED',
  NEWEST: 'NEWEST',
  PRICE: 'PRICE',
  CLOSING_SOON: 'CLOSING_SOON',
} as const;

export type BountyOrder =
  | 'BOUNTY_ORDER_UNSPECIFIED'
  | 0
  | 'NEWEST'
  | 1
  | 'PRICE'
  | 2
  | 'CLOSING_SOON'
  | 3

export type BountyOrder__Output = typeof BountyOrder[keyof typeof BountyOrder]
