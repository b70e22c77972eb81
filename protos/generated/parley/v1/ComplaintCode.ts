// Original file: protos/parley/v1/rounds.proto

export const ComplaintCode = {
  COMPLAINT_CODE_UNSPECIFIED: 'COMPLAINT_CODE_UNSPECIFIED',
  BAD_SIGNATURE: 'BAD_SIGNATURE',
  BAD_BOX: 'BAD_BOX',
  BAD_CONTENTS: 'BAD_CONTENTS',
  BAD_PATH: 'BAD_PATH',
} as const;

export type ComplaintCode =
  | 'COMPLAINT_CODE_UNSPECIFIED'
  | 0
  | 'BAD_SIGNATURE'
  | 1
  | 'BAD_BOX'
  | 2
  | 'BAD_CONTENTS'
  | 3
  | 'BAD_PATH'
  | 4

export type ComplaintCode__Output = typeof ComplaintCode[keyof typeof ComplaintCode]
