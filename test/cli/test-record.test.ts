import { writeFile } from 'node:fs/promises'
import test from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { postBounty } from '../../cli/commands/bounty-post.ts'
import { testRecordOf } from '../../cli/test-record.ts'
import { parseDataSchema, parseModelSpec, readHolderData } from '../../learning/index.ts'
import { type BountyTerms, encodeTerms } from '../../protos/terms.ts'
import { examine } from '../../verifier/index.ts'
import { openScene, smallTerms } from '../support/small-federation.ts'
import { openWorkplace, type Workplace } from './parley.ts'

async function documentIn({ at }: Workplace, acceptance: Partial<BountyTerms['acceptance']> = {}) {
  const rows = Array.from({ length: 9 }, (_, i) => `${i},${i % 2},0.5,1,${'xyz'[i % 3]}`)
  const testSetFile = at('test.csv')
  await writeFile(testSetFile, ['a,b,c,d,label', ...rows, ''].join('\n'))
  const small = smallTerms(new Uint8Array(), 9)
  const pay = { ...small.pay, priceUnits: '9000' }
  const terms = { ...small, acceptance: { ...small.acceptance, ...acceptance }, pay }
  const testSet = await readHolderData(testSetFile, parseDataSchema(terms.data, 'the terms'))
  return { terms, model: parseModelSpec(terms.model), testSet, testSetFile }
}

test('a posting commits to every record of its test set, under the same salt when it is repeated, and its buyer shows single ones', async t => {
  const workplace = await openWorkplace(t)
  const { cast } = await openScene(t)
  const { port, signer } = cast.buyer
  const identity = { signer, deriveKey: () => new Uint8Array(32) }
  const connection = { port, identity, home: workplace.at('home') }
  const world = { random: systemRandom }
  const document = await documentIn(workplace)
  const { testSetFile } = document
  const bounty = await postBounty(connection, document, world)
  const { bountyId, terms } = bounty
  const { testSet } = (JSON.parse(new TextDecoder().decode(terms)) as BountyTerms).acceptance
  t.regex(testSet.root ?? '', /^[0-9a-f]{64}$/)
  t.deepEqual((await postBounty(connection, document, world)).terms, terms)

  const shown = await testRecordOf(connection, bounty, { index: 7 })
  const finding = examine(shown, {})
  t.like(finding, { isValid: true, details: { bountyId, index: 7, examples: 9, root: testSet.root! } })
  t.deepEqual(finding.lines, ['Targets: class 1, "y"', 'Features: 7, 1, 0.5, 1'])
  t.deepEqual(await testRecordOf(connection, bounty, { index: 7, testSet: testSetFile }), shown)
  await t.throwsAsync(testRecordOf(connection, bounty, { index: 9 }), { message: /--index must be below 9/ })
  const holder = { ...connection, port: cast.holders.get('alder')!.port }
  await t.throwsAsync(testRecordOf(holder, bounty, { index: 7 }), { message: /there is no file/ })

  // A set that stays with its buyer is read where it lies.
  const ownWay = await documentIn(workplace, { evaluator: 'buyer', evaluationSeconds: 60 })
  const own = await postBounty(connection, ownWay, world)
  await t.throwsAsync(testRecordOf(connection, own, { index: 2 }), { message: /with --test-set/ })
  t.true(examine(await testRecordOf(connection, own, { index: 2, testSet: testSetFile }), {}).isValid)

  const rootless = { ...bounty, terms: encodeTerms(document.terms) }
  await t.throwsAsync(testRecordOf(connection, rootless, { index: 0 }), { message: /name no root/ })
})
