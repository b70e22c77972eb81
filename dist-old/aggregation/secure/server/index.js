export { addMaskedInput, checkMaskedInput, maskedResidues, openInputAdder, openInputCheck, openMaskedSum, } from './masked-sum.js';
export { canCloseAdvertising, closeAdvertising, openAttempt, receiveAdvertisement, rosterFor, } from './round-0-advertise.js';
export { canCloseSharing, closeSharing, inboxFor, receiveComplaint, receiveKeyShares, } from './round-1-share-keys.js';
export { canCloseInputs, closeInputs, receiveMaskedInputHeader } from './round-2-mask-input.js';
export { canCloseSurvivors, certificateFor, closeSurvivors, receiveSurvivorSignature, survivorSetFor, } from './round-3-survivors.js';
export { canFinish, closeUnmasking, finish, hashSum, planUnmasking, publishSum, receiveUnmasking, } from './round-4-unmask.js';
export { indexOfIdentity, memberAt } from './session.js';
export { abortAttempt, abortReasons, serverPhases, } from './state.js';
export { statusOf } from './status.js';
//# sourceMappingURL=index.js.map