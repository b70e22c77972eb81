// Original file: protos/parley/v1/enrolment.proto
export const Role = {
    ROLE_UNSPECIFIED: 'ROLE_UNSPECIFIED',
    OPERATOR: 'OPERATOR',
    BUYER: 'BUYER',
    HOLDER: 'HOLDER',
};
//# sourceMappingURL=Role.js.map