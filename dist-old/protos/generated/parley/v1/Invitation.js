// Original file: protos/parley/v1/enrolment.proto
export {};
//# sourceMappingURL=Invitation.js.map