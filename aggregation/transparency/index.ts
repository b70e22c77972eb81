export {
  type CheckedCheckpoint,
  type Checkpoint,
  formatCheckpoint,
  noteKeyId,
  type OpenedNote,
  openNote,
  signNote,
  verifyCheckpoint,
} from './checkpoint.ts'
export {
  type Cosigned,
  cosign,
  formatWitness,
  parseWitness,
  verifyCosignatures,
  type Witness,
} from './cosignature.ts'
export {
  decodeFork,
  encodeFork,
  type Fork,
  type ForkDoubt,
  type ForkVerdict,
  forkType,
  makeFork,
  type Prefix,
  type ReadFork,
  verifyFork,
} from './fork.ts'
export { isNoteName } from './note.ts'
export {
  encodeRoundLeaf,
  issueRoundReceipt,
  type LeafProof,
  leafGroupOf,
  leafSurvivors,
  type ReceiptFacts,
  type ReceiptFault,
  type ReceiptVerdict,
  receiptFaults,
  roundTranscriptOf,
  verifyReceiptInLog,
  verifyRoundReceipt,
} from './receipt.ts'
export { decodeRoundReceipt, encodeRoundReceipt, type ReadReceipt, receiptLimits } from './receipt-codec.ts'
export type { FailedGroup, LeafGroup, LeafSurvivor, RoundLeaf, RoundReceipt } from './receipt-types.ts'
