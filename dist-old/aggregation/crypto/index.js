export { bitmapHas, bitmapOf, firstOutside, membersOf } from './bitmap.js';
export { canonicalJson, isNestedWithin } from './canonical-json.js';
export { constantShape, countShape, hexShape, readDocument, textShape, valueShape, } from './document.js';
export { compareBytes, concat, enc, equalBytes, fromHex, isAllZero, toHex, u8, u16, u32, u64, utf8, wipe, } from './encoding.js';
export { hkdf, openSha256, sha256, taggedHash, taggedHashOfSecret } from './hash.js';
export { generateKeyPair, isAcceptablePublicKey, openKeyAgreement, portableKeyAgreement, publicKeyOf, } from './key-agreement.js';
export { identityFromSeed, openKeystore, readKeystoreLabel, sealKeystore, } from './keystore.js';
export { keystreamBlockBytes, openKeystream } from './keystream.js';
export { buildMerkleTree, consistencyProof, inclusionPath, merkleLeaf, merkleNode, merkleRoot, treeOverLeafHashes, verifyConsistency, verifyInclusion, } from './merkle.js';
export { keyFromPassword, strongPasswordCost } from './password-key.js';
export { systemRandom, unsafeFixedRandom } from './random.js';
export { openSealedBox, sealBox, sealedBoxOverheadBytes } from './sealed-box.js';
export { secretBytes, secretCopy } from './secret-bytes.js';
export { combineShares, invertField, multiplyField, splitSecret, splitWithCoefficients, } from './secret-sharing.js';
export { openSecretbox, sealSecretbox, secretboxOverheadBytes } from './secretbox.js';
export { generateSigner, portableSignatures, signerFromSeed, verifySignature, } from './signatures.js';
//# sourceMappingURL=index.js.map