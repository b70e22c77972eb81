export { formatCheckpoint, isNoteName, noteKeyId, openNote, signNote, verifyCheckpoint, } from './checkpoint.js';
export { encodeRoundLeaf, issueRoundReceipt, leafGroupOf, leafSurvivors, receiptFaults, roundTranscriptOf, verifyReceiptInLog, verifyRoundReceipt, } from './receipt.js';
export { decodeRoundReceipt, encodeRoundReceipt, receiptLimits } from './receipt-codec.js';
//# sourceMappingURL=index.js.map