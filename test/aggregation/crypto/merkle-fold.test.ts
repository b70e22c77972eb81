import { fc, testProp } from '@fast-check/ava'
import {
  merkleLeaf,
  merkleRoot,
  openMerkleFold,
  treeOverLeafHashes,
} from '../../../aggregation/crypto/index.ts'

testProp(
  'a tree that is folded leaf by leaf has the roots and subtrees of the one that is built whole',
  [fc.array(fc.uint8Array({ maxLength: 3 }), { maxLength: 70 })],
  (t, leaves) => {
    const fold = openMerkleFold()
    t.deepEqual(fold.root(), merkleRoot([]))
    const { levels } = treeOverLeafHashes(leaves.map(merkleLeaf))
    for (const [index, leaf] of leaves.entries()) {
      for (const { level, position, hash } of fold.add(merkleLeaf(leaf))) {
        t.deepEqual(hash, levels[level]![position])
        t.is((position + 1) * 2 ** level, index + 1)
      }
      t.deepEqual(fold.root(), merkleRoot(leaves.slice(0, index + 1)))
    }
    t.is(fold.size(), leaves.length)
  },
)
