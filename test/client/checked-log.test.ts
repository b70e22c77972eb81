import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { signerFromSeed, utf8, verifyFork } from '../../aggregation/index.ts'
import { openCheckedLog } from '../../client/evaluator/checked-log.ts'
import { openHeadFile } from '../../client/index.ts'
import type { Leaf } from '../../protos/types.ts'
import { key, openView, treeInMemory } from '../support/log-views.ts'

const newFolder = () => mkdtempSync(join(tmpdir(), 'parley-heads-'))
const leaf = (index: number, text: string): Leaf => ({ index, body: utf8(text) })

/** A log of eight leaves, of which 2 and 5 are of the evaluator's bounty. */
async function eightLeaves() {
  const tree = treeInMemory()
  await tree.append(...Array.from({ length: 8 }, (_, i) => `leaf ${i}`))
  return { tree, view: openView(tree) }
}

test('leaves that stand in the signed log are taken, and its head is remembered over a restart', async t => {
  const { tree, view } = await eightLeaves()
  const folder = newFolder()
  const log = openCheckedLog(view.port, key, openHeadFile(folder, key))
  t.deepEqual(await log.check([leaf(2, 'leaf 2'), leaf(5, 'leaf 5')]), { kind: 'holds' })
  t.is(openHeadFile(folder, key).read()?.size, 8)
  await tree.append('leaf 8', 'leaf 9')
  const again = openCheckedLog(view.port, key, openHeadFile(folder, key))
  t.deepEqual(await again.check([leaf(2, 'leaf 2'), leaf(9, 'leaf 9')]), { kind: 'holds' })
  t.is(openHeadFile(folder, key).read()?.size, 10)
})

test('a leaf that was altered, is elsewhere, or was shown before its time is told, and the head is not remembered', async t => {
  const { view } = await eightLeaves()
  const heads = openHeadFile(newFolder(), key)
  for (const [leaves, words] of [
    [[leaf(2, 'leaf 2'), leaf(5, 'leaf 4')], /^leaf 5 does not stand in the log of 8 leaves/],
    [[leaf(3, 'leaf 2')], /^leaf 3 does not stand/],
    [[leaf(8, 'leaf 8')], /does not show that leaf 8 stands in its log/],
    [[leaf(5, 'leaf 5'), leaf(2, 'leaf 2')], /^leaf 2 of the log was shown after leaf 5/],
    [[leaf(2, 'leaf 2'), leaf(2, 'leaf 2')], /^leaf 2 of the log was shown after leaf 2/],
  ] as const) {
    const checked = await openCheckedLog(view.port, key, heads).check(leaves)
    t.is(checked.kind, 'doubtful')
    t.regex(checked.kind === 'doubtful' ? checked.detail : '', words)
  }
  t.is(heads.read(), undefined)
})

test('a log that does not go on from the remembered head is proved to be the second', async t => {
  const { view } = await eightLeaves()
  const heads = openHeadFile(newFolder(), key)
  await openCheckedLog(view.port, key, heads).check([leaf(2, 'leaf 2')])
  const rewritten = treeInMemory()
  await rewritten.append('leaf 0', 'leaf 1', 'another 2')
  const log = openCheckedLog(openView(rewritten).port, key, heads)
  const shorter = await log.check([leaf(2, 'another 2')])
  t.regex(shorter.kind === 'doubtful' ? shorter.detail : '', /a log of 3 leaves, and had signed one of 8/)
  await rewritten.append(...Array.from({ length: 6 }, (_, i) => `leaf ${3 + i}`))
  const forked = await log.check([leaf(2, 'another 2')])
  if (forked.kind !== 'forked') return t.fail(forked.kind)
  t.like(verifyFork(forked.fork, key), { kind: 'proved', older: { size: 8 }, newer: { size: 9 } })
  t.is(heads.read()?.size, 8)
})

test('heads of two coordinators lie apart, and a file that is no head of theirs is told', async t => {
  const { view } = await eightLeaves()
  const folder = newFolder()
  await openCheckedLog(view.port, key, openHeadFile(folder, key)).check([leaf(2, 'leaf 2')])
  const other = signerFromSeed(new Uint8Array(32).fill(8)).publicKey
  t.is(openHeadFile(folder, other).read(), undefined)
  const checked = await openCheckedLog(view.port, other, openHeadFile(folder, other)).check([
    leaf(2, 'leaf 2'),
  ])
  t.deepEqual(checked, { kind: 'doubtful', detail: 'its checkpoint is not signed by its key' })
  const [name] = readdirSync(folder)
  writeFileSync(join(folder, name!), 'spoiled')
  t.throws(() => openHeadFile(folder, key).read(), { message: /is no head that this coordinator signed/ })
})
