// Original file: protos/parley/v1/enrolment.proto
export {};
//# sourceMappingURL=Registry.js.map