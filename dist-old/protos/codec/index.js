export * from './bounties.js';
export * from './calls.js';
export * from './enrolment.js';
export * from './events.js';
export * from './ledger.js';
export * from './log.js';
export { DecodeError, EncodeError } from './message.js';
export * from './rounds.js';
export * from './secure.js';
//# sourceMappingURL=index.js.map