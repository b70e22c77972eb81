// Original file: protos/parley/v1/enrolment.proto
export {};
//# sourceMappingURL=Member.js.map