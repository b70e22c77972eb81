export { bitmapHas, bitmapOf, firstOutside, membersOf } from './bitmap.ts'
export { canonicalJson, isNestedWithin } from './canonical-json.ts'
export {
  constantShape,
  countShape,
  type DocumentFault,
  hexShape,
  type ReadDocument,
  readDocument,
  type Shape,
  textShape,
  valueShape,
} from './document.ts'
export {
  compareBytes,
  concat,
  enc,
  equalBytes,
  fieldsOf,
  fromHex,
  isAllZero,
  toHex,
  u8,
  u16,
  u32,
  u64,
  utf8,
  wipe,
} from './encoding.ts'
export { type Hasher, hkdf, openSha256, sha256, taggedHash, taggedHashOfSecret } from './hash.ts'
export {
  generateKeyPair,
  isAcceptablePublicKey,
  type KeyAgreement,
  type KeyPair,
  openKeyAgreement,
  portableKeyAgreement,
  publicKeyOf,
} from './key-agreement.ts'
export {
  type Identity,
  identityFromSeed,
  type KeystoreLabel,
  type KeystoreOpening,
  type KeystoreRefusal,
  openKeystore,
  readKeystoreLabel,
  type SealOptions,
  sealKeystore,
} from './keystore.ts'
export { accessFault, type FileAccess } from './keystore-access.ts'
export { type Keystream, keystreamBlockBytes, openKeystream } from './keystream.ts'
export {
  buildMerkleTree,
  consistencyProof,
  inclusionPath,
  type MerkleTree,
  merkleLeaf,
  merkleNode,
  merkleRoot,
  rootOfInclusion,
  treeOverLeafHashes,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'
export { type MerkleFold, openMerkleFold, type Subtree } from './merkle-fold.ts'
export { keyFromPassword, type PasswordCost, strongPasswordCost } from './password-key.ts'
export { type RandomSource, systemRandom, unsafeFixedRandom } from './random.ts'
export { openSealedBox, sealBox, sealedBoxOverheadBytes } from './sealed-box.ts'
export { openRecord, type RecordPlace, sealRecord } from './sealed-record.ts'
export {
  contentKeyBytes,
  isSealedLength,
  openSealedStream,
  openSealing,
  openUnsealing,
  readSealedHeader,
  SealedStreamError,
  type SealedStreamFault,
  type SealedStreamHeader,
  type SealingOptions,
  type StreamCipher,
  sealedChunkOverheadBytes,
  sealedContentsLength,
  sealedStreamHeaderBytes,
  sealStream,
} from './sealed-stream.ts'
export { secretBytes, secretCopy } from './secret-bytes.ts'
export {
  combineShares,
  invertField,
  multiplyField,
  type Share,
  splitSecret,
  splitWithCoefficients,
} from './secret-sharing.ts'
export { openSecretbox, sealSecretbox, secretboxOverheadBytes } from './secretbox.ts'
export {
  generateSigner,
  portableSignatures,
  type Signer,
  signerFromSeed,
  verifySignature,
} from './signatures.ts'
