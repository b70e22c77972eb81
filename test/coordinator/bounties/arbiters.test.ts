import test from 'ava'
import { toHex } from '../../../aggregation/index.ts'
import { encodeDatasetBlob } from '../../../learning/index.ts'
import { bountyIdOf, consentSigningBytes, encodeTerms, termsSigningBytes } from '../../../protos/terms.ts'
import { must, openScene, postBountyWith, smallDataset, smallTerms } from '../../support/small-federation.ts'

test('nobody is an arbiter of a bounty that it pays for or earns in', async t => {
  const { cast } = await openScene(t, ['alder'])
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  const termsWith = (arbiter: Uint8Array) => {
    const terms = smallTerms(testSet, 60)
    const panel = { arbiters: [toHex(arbiter)], threshold: 1 }
    const disputes = { bondUnits: '1001', panel, rulingSeconds: 60, appealSeconds: 60 }
    return { ...terms, pay: { ...terms.pay, challengeSeconds: 60, disputes } }
  }
  const { port, signer } = cast.buyer
  const own = encodeTerms(termsWith(signer.publicKey))
  const nonce = new Uint8Array(16).fill(3)
  const ofTerms = bountyIdOf(own, signer.publicKey, nonce)
  const posted = await port.postBounty({
    terms: own,
    nonce,
    signature: signer.sign(termsSigningBytes(ofTerms, own)),
    draft: false,
  })
  t.like(posted, {
    kind: 'refused',
    reason: 'terms-invalid',
    field: 'pay.disputes.panel.arbiters',
    message:
      'pay.disputes.panel.arbiters has the key of acme itself, and a buyer does not rule on its own bounty: name somebody else',
  })

  const alder = cast.holders.get('alder')!
  const bountyId = await postBountyWith(cast, termsWith(alder.signer.publicKey))
  const { terms } = must(await port.getBounty({ bountyId }))
  const datasetRoot = new Uint8Array(32).fill(1)
  const signature = alder.signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, 40))
  const joined = await alder.port.joinBounty({ bountyId, examples: 40, datasetRoot, signature })
  t.like(joined, {
    kind: 'refused',
    message: 'alder is an arbiter of this bounty and cannot earn in it',
  })
})
