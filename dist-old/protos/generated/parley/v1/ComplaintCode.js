// Original file: protos/parley/v1/rounds.proto
export const ComplaintCode = {
    COMPLAINT_CODE_UNSPECIFIED: 'COMPLAINT_CODE_UNSPECIFIED',
    BAD_SIGNATURE: 'BAD_SIGNATURE',
    BAD_BOX: 'BAD_BOX',
    BAD_CONTENTS: 'BAD_CONTENTS',
    BAD_PATH: 'BAD_PATH',
};
//# sourceMappingURL=ComplaintCode.js.map