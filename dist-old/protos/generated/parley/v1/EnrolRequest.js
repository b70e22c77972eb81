// Original file: protos/parley/v1/enrolment.proto
export {};
//# sourceMappingURL=EnrolRequest.js.map