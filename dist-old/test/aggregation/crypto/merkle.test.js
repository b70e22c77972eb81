import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { buildMerkleTree, concat, consistencyProof, inclusionPath, merkleRoot, sha256, toHex, u16, utf8, verifyConsistency, verifyInclusion, } from '../../../aggregation/crypto/index.js';
/** RFC 9162 section 2.1.1 as it is written, recursively: the slow twin. */
function recursiveRoot(leaves) {
    if (leaves.length === 0)
        return sha256(new Uint8Array(0));
    if (leaves.length === 1)
        return sha256(concat(Uint8Array.of(0), leaves[0]));
    let split = 1;
    while (split * 2 < leaves.length)
        split *= 2;
    const halves = [recursiveRoot(leaves.slice(0, split)), recursiveRoot(leaves.slice(split))];
    return sha256(concat(Uint8Array.of(1), ...halves));
}
const leavesOf = (count) => Array.from({ length: count }, (_, i) => concat(utf8('leaf'), u16(i)));
test('roots equal the recursive definition for every size up to 70', t => {
    for (let size = 0; size <= 70; size++) {
        t.is(toHex(merkleRoot(leavesOf(size))), toHex(recursiveRoot(leavesOf(size))), `size ${size}`);
    }
});
test('every leaf of every size up to 40 is included at its place and at no other', t => {
    for (let size = 1; size <= 40; size++) {
        const leaves = leavesOf(size);
        const tree = buildMerkleTree(leaves);
        for (let index = 0; index < size; index++) {
            const path = inclusionPath(tree, index);
            t.true(verifyInclusion(leaves[index], index, size, path, tree.root));
            t.false(verifyInclusion(leaves[index], (index + 1) % size, size + 1, path, tree.root));
            t.false(verifyInclusion(utf8('other'), index, size, path, tree.root));
            t.false(verifyInclusion(leaves[index], index, size, [...path, tree.root], tree.root));
            if (path.length > 0)
                t.false(verifyInclusion(leaves[index], index, size, path.slice(1), tree.root));
        }
    }
});
test('every prefix of every size up to 40 is proved consistent', t => {
    for (let size = 1; size <= 40; size++) {
        const tree = buildMerkleTree(leavesOf(size));
        for (let old = 0; old <= size; old++) {
            const oldRoot = merkleRoot(leavesOf(old));
            const proof = consistencyProof(tree, old);
            t.true(verifyConsistency(old, size, oldRoot, tree.root, proof), `${old} in ${size}`);
        }
    }
});
testProp('a log whose past was rewritten is not consistent', [fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat()], (t, size, oldSeed, leafSeed) => {
    const old = 1 + (oldSeed % (size - 1));
    const leaves = leavesOf(size);
    const oldRoot = merkleRoot(leaves.slice(0, old));
    leaves[leafSeed % old] = utf8('rewritten');
    const tree = buildMerkleTree(leaves);
    t.false(verifyConsistency(old, size, oldRoot, tree.root, consistencyProof(tree, old)));
});
//# sourceMappingURL=merkle.test.js.map