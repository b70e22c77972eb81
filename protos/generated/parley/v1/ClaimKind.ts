// Original file: protos/parley/v1/market.proto

export const ClaimKind = {
  CLAIM_KIND_UNSPECIFIED: 'CLAIM_KIND_UNSPECIFIED',
  EXCLUDE: 'EXCLUDE',
  TARGET: 'TARGET',
} as const;

export type ClaimKind =
  | 'CLAIM_KIND_UNSPECIFIED'
  | 0
  | 'EXCLUDE'
  | 1
  | 'TARGET'
  | 2

export type ClaimKind__Output = typeof ClaimKind[keyof typeof ClaimKind]
