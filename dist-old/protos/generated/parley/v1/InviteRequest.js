// Original file: protos/parley/v1/enrolment.proto
export {};
//# sourceMappingURL=InviteRequest.js.map