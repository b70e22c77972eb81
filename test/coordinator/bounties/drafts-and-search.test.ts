import test from 'ava'
import { generateSigner, sha256, systemRandom } from '../../../aggregation/index.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { encodeDatasetBlob } from '../../../learning/index.ts'
import type { CoordinatorPort } from '../../../protos/service.ts'
import {
  type BountyTerms,
  bountyIdOf,
  consentSigningBytes,
  encodeTerms,
  termsSigningBytes,
} from '../../../protos/terms.ts'
import type { BountySearch, ListBountiesRequest } from '../../../protos/types.ts'
import {
  type Cast,
  cancel,
  must,
  openCast,
  smallDataset,
  smallTerms,
} from '../../support/small-federation.ts'

const testSet = encodeDatasetBlob(smallDataset(60, 99))
let cast: Cast
let storage: Storage
test.before(async () => {
  storage = await openStorage({ memory: true })
  cast = await openCast(storage, ['alder'])
  must(await cast.buyer.port.uploadBlob(testSet))
})
test.after.always(async () => {
  await cast.federation.close()
  await storage.close()
})

const everything: ListBountiesRequest = {
  states: [],
  modelFamily: '',
  minimumPriceUnits: 0n,
  limit: 0,
  after: '',
}
const anySearch: BountySearch = {
  text: '',
  metric: '',
  maximumEpsilon: 0,
  minimumRoundPayUnits: 0n,
  order: 'newest',
}

async function post(change: (terms: BountyTerms) => BountyTerms, draft: boolean): Promise<string> {
  return must(await tryToPost(change, draft)).bountyId
}

const costing = (priceUnits: string, title: string) => (terms: BountyTerms) => ({
  ...terms,
  title,
  pay: { ...terms.pay, priceUnits },
})

async function tryToPost(change: (terms: BountyTerms) => BountyTerms, draft: boolean) {
  const terms = encodeTerms(change(smallTerms(testSet, 60)))
  const { port, signer } = cast.buyer
  const nonce = systemRandom.bytes(16)
  const bountyId = bountyIdOf(terms, signer.publicKey, nonce)
  const signature = signer.sign(termsSigningBytes(bountyId, terms))
  return port.postBounty({ terms, nonce, signature, draft })
}

async function listed(port: CoordinatorPort, change: Partial<ListBountiesRequest> = {}) {
  return must(await port.listBounties({ ...everything, ...change })).bounties.map(({ bountyId }) => bountyId)
}

test.serial(
  'a draft is seen by its buyer and the operator alone, and by everybody once it is paid in',
  async t => {
    const { operatorPort } = cast.federation
    const rival = await cast.federation.enrol('umbrella', 'buyer')
    const holder = cast.holders.get('alder')!
    const bountyId = await post(terms => terms, true)
    for (const port of [cast.buyer.port, operatorPort]) {
      t.deepEqual(await listed(port), [bountyId])
      t.is(must(await port.getBounty({ bountyId })).state, 'draft')
      t.is(must(await port.getMarket({ bountyId })).state, 'draft')
      t.is(must(await port.getMarketLog({ bountyId, after: 0, limit: 0 })).total, 1)
    }
    const { terms } = must(await cast.buyer.port.getBounty({ bountyId }))
    const datasetRoot = new Uint8Array(32).fill(7)
    const signature = holder.signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, 40))
    const joining = { bountyId, examples: 40, datasetRoot, signature }
    const claim = { kind: 'target', epoch: 1, holder: '', isMet: true } as const
    const ports = [holder.port, rival.port]
    for (const port of ports) {
      t.deepEqual(await listed(port), [])
      const refusals = [
        await port.getBounty({ bountyId }),
        await port.getMarket({ bountyId }),
        await port.getMarketLog({ bountyId, after: 0, limit: 0 }),
      ]
      for (const answer of refusals) t.like(answer, { kind: 'refused', reason: 'not-found' })
    }
    const acts = [
      await holder.port.joinBounty(joining),
      await holder.port.declineBounty({ bountyId, reason: 'policy' }),
      await holder.port.dispute({ bountyId, claim, evidence: datasetRoot, signature: new Uint8Array(64) }),
      await holder.port.releaseVested({ bountyId }),
      await holder.port.proveFault({ bountyId, proof: new Uint8Array(3) }),
      await rival.port.fundBounty({ bountyId }),
      await rival.port.cancelBounty({ bountyId, signature: new Uint8Array(64) }),
    ]
    for (const answer of acts) t.like(answer, { kind: 'refused', reason: 'not-found' })
    t.deepEqual(await newsOf(holder.port), [])

    t.is(must(await cast.buyer.port.fundBounty({ bountyId })).state, 'open')
    t.deepEqual(await listed(holder.port), [bountyId])
    t.is(must(await holder.port.getMarketLog({ bountyId, after: 0, limit: 0 })).total, 3)
    t.deepEqual((await newsOf(holder.port)).at(-1), 'bounty-opened')
    must(await holder.port.joinBounty(joining))
  },
)

test.serial('a draft that is given up stays unseen', async t => {
  const bountyId = await post(terms => terms, true)

  t.is(must(await cancel(cast, bountyId)).state, 'aborted-buyer')
  t.true((await listed(cast.buyer.port)).includes(bountyId))
  t.false((await listed(cast.holders.get('alder')!.port)).includes(bountyId))
})

test.serial(
  'holders search by words, metric, epsilon and pay, and sort by price and closing time',
  async t => {
    const { port } = cast.holders.get('alder')!
    const priced = (priceUnits: string, openSeconds: number, title: string) => (terms: BountyTerms) => ({
      ...terms,
      title,
      cohort: { ...terms.cohort, openSeconds },
      pay: { ...terms.pay, priceUnits },
    })
    const cheap = await post(priced('700', 500, 'Lungs, 100%_ of them'), false)
    const dear = await post(
      terms => ({
        ...priced('900', 900, 'Hearts')(terms),
        acceptance: { ...terms.acceptance, metric: 'auc' },
        model: { family: 'logistic', inputShape: [4], classes: 2 },
        data: { ...terms.data, label: { name: 'label', classes: ['x', 'y'] } },
      }),
      false,
    ).catch(() => '')
    const middle = await post(priced('800', 300, 'Lungs again'), false)
    const ours = [cheap, dear, middle].filter(id => id !== '')
    const found = async (search: Partial<BountySearch>, change: Partial<ListBountiesRequest> = {}) =>
      (await listed(port, { states: ['open'], ...change, search: { ...anySearch, ...search } })).filter(id =>
        ours.includes(id),
      )
    t.deepEqual(await found({ text: 'LUNGS', order: 'price' }), [middle, cheap])
    t.deepEqual(await found({ text: '%_' }), [cheap])
    t.deepEqual(await found({ text: 'testing lungs' }), [])
    t.deepEqual(await found({ text: 'lungs', order: 'closing-soon' }), [middle, cheap])
    // Thirds of 700 less 2.5 % among six: 38; of 800: 43.
    t.deepEqual(await found({ text: 'lungs', minimumRoundPayUnits: 39n }), [middle])
    t.deepEqual(await found({ text: 'lungs', maximumEpsilon: 100 }), [])
    t.deepEqual(await found({ text: 'lungs', metric: 'rmse' }), [])
    t.deepEqual(await found({ text: 'lungs', metric: 'accuracy', order: 'price' }), [middle, cheap])
    // Page by page every bounty comes once, in any order.
    for (const order of ['newest', 'price', 'closing-soon'] as const) {
      const search = { ...anySearch, order }
      const all = await listed(port, { search })
      const paged: string[] = []
      for (;;) {
        const [next] = await listed(port, { search, limit: 1, after: paged.at(-1) ?? '' })
        if (next === undefined) break
        paged.push(next)
      }
      t.deepEqual(paged, all, order)
    }
  },
)

test.serial(
  'drafts, declines and books are shown to their organisation and to those who watch over all',
  async t => {
    const { federation, buyer } = cast
    const auditor = (await federation.enrol('watchers', 'auditor')).port
    const treasurer = (await federation.enrol('house', 'treasurer')).port
    const officer = (await federation.enrol('house', 'security-officer')).port
    const researcher = (await federation.enrol('library', 'researcher')).port
    const owner = (await federation.enrol('alder', 'data-owner')).port
    const rival = (await federation.enrol('hydra', 'buyer')).port
    const alder = cast.holders.get('alder')!
    const outsiders = [officer, researcher, rival]

    const draft = await post(terms => terms, true)
    t.true((await listed(auditor)).includes(draft))
    t.is(must(await auditor.getMarket({ bountyId: draft })).state, 'draft')
    for (const port of [...outsiders, treasurer, owner, alder.port]) {
      t.false((await listed(port)).includes(draft))
      t.like(await port.getBounty({ bountyId: draft }), { reason: 'not-found' })
      t.like(await port.getMarketLog({ bountyId: draft, after: 0, limit: 0 }), { reason: 'not-found' })
    }

    const bountyId = await post(costing('900', 'Hips'), false)
    must(await owner.declineBounty({ bountyId, reason: 'policy' }))
    const declinesTo = async (port: CoordinatorPort) =>
      must(await port.getBounty({ bountyId })).declines.length
    for (const port of [auditor, buyer.port, owner, alder.port]) t.is(await declinesTo(port), 1)
    for (const port of [...outsiders, treasurer]) t.is(await declinesTo(port), 0)
    t.true((await newsOf(auditor)).includes('holder-declined'))
    t.false((await newsOf(researcher)).includes('holder-declined'))

    const books = async (port: CoordinatorPort, organisation: string) => {
      const balances = await port.getBalances({ organisation })
      const statement = await port.getStatement({ organisation, afterJournal: 0n, limit: 0 })
      return [balances, statement].map(answer => (answer.kind === 'refused' ? answer.reason : answer.kind))
    }
    const shown = ['granted', 'granted']
    for (const port of [auditor, treasurer, federation.operatorPort, buyer.port])
      t.deepEqual(await books(port, 'acme'), shown)
    for (const port of [...outsiders, owner, alder.port])
      t.deepEqual(await books(port, 'acme'), ['forbidden', 'forbidden'])
    for (const port of [owner, alder.port]) t.deepEqual(await books(port, ''), shown)
    const accountsTo = async (port: CoordinatorPort) =>
      must(await port.getBalances({ organisation: '' })).balances.map(({ account }) => account)
    t.deepEqual(await accountsTo(owner), ['payable:alder'])
    for (const port of [auditor, treasurer])
      t.deepEqual(await accountsTo(port), await accountsTo(federation.operatorPort))
    t.true((await accountsTo(auditor)).includes('buyer:acme'))

    const paid = (organisation: string) => ({ organisation, amountUnits: 7n, memo: '' })
    const [balance] = must(await treasurer.deposit(paid('hydra'), { idempotencyKey: 'seven' })).balances
    t.is(balance?.postedUnits, 7n)
    // An organisation of officers has no account that units could go to.
    t.like(await treasurer.deposit(paid('house'), { idempotencyKey: 'own' }), { reason: 'not-found' })
    const testSetHash = { sha256: sha256(testSet) }
    t.like(await auditor.downloadBlob(testSetHash), { reason: 'forbidden' })
    for (const port of [rival, alder.port])
      t.like(await port.downloadBlob(testSetHash), { reason: 'not-found' })
  },
)

test.serial('the owner of the data takes its node out of a bounty, and puts it into none', async t => {
  const { port, signer } = cast.holders.get('alder')!
  const owner = cast.federation.portFor('alder', 'data-owner', generateSigner(systemRandom).signer)
  const bountyId = await post(costing('901', 'Knees'), false)
  const { terms } = must(await port.getBounty({ bountyId }))
  const datasetRoot = new Uint8Array(32).fill(7)
  const signature = signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, 40))
  const joining = { bountyId, examples: 40, datasetRoot, signature }
  t.like(await owner.joinBounty(joining), { reason: 'forbidden' })
  must(await port.joinBounty(joining))
  t.true(must(await owner.leaveBounty({ bountyId })).left)
})

async function newsOf(port: CoordinatorPort): Promise<readonly string[]> {
  const stop = new AbortController()
  const kinds: string[] = []
  setTimeout(() => stop.abort(), 150)
  for await (const event of port.watch({ bountyId: '', after: 0 }, stop.signal))
    if (event.bountyId !== undefined) kinds.push(event.kind)
  return kinds
}

test('a bounty opens within ninety days or is refused: until then it has locked the price, and a bond of the coordinator', async t => {
  const openingIn = (days: number) => (terms: BountyTerms) => ({
    ...terms,
    title: 'A later one',
    cohort: { ...terms.cohort, opensAt: new Date(Date.now() + days * 86_400_000).toISOString() },
  })
  t.like(await tryToPost(openingIn(91), true), { reason: 'terms-invalid', field: 'cohort.opensAt' })
  const bountyId = await post(openingIn(89), true)
  t.is(must(await cast.buyer.port.getBounty({ bountyId })).state, 'draft')
  await cancel(cast, bountyId)
  // Given up, it takes no price in any more, and says so.
  t.like(await cast.buyer.port.fundBounty({ bountyId }), { kind: 'refused', reason: 'wrong-state' })
})
