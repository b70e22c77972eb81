export { acceptRoster, advertise } from './round-0-advertise.js';
export { acceptInbox, shareKeys } from './round-1-share-keys.js';
export { checkInput, checkReceipt, maskInput, maskStreamsOf, sealMaskedInput, } from './round-2-mask-input.js';
export { signSurvivors } from './round-3-survivors.js';
export { finish, unmask } from './round-4-unmask.js';
export { abort, secretsOf, } from './state.js';
export { decodeClientState, decodeMemberState, encodeMemberState, StateFormatError } from './state-codec.js';
//# sourceMappingURL=index.js.map