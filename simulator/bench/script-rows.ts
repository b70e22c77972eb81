/** The rows that the driver of bounties expects of a bounty that a script tells: its buyer's, and its own. */
import type { Transaction } from '../../coordinator/storage/index.ts'
import type { MarketScript } from './market-script.ts'

export async function insertBounty(tx: Transaction, script: MarketScript): Promise<void> {
  const { bountyId, terms, termsBytes, buyer, nonce } = script
  const key = Buffer.from(buyer.signer.publicKey)
  const member = { organisation: buyer.name, display_name: buyer.name, role: 'buyer' }
  await tx
    .insertInto('organisation')
    .values({ id: buyer.name })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  await tx
    .insertInto('member')
    .values({ ...member, identity_key: key, enrolled_at_ms: 0n })
    .onConflict(conflict => conflict.columns(['organisation', 'role']).doNothing())
    .execute()
  const none = '00'.repeat(32)
  await tx
    .insertInto('bounty')
    .values({
      id: bountyId,
      buyer: buyer.name,
      buyer_key: key,
      terms: Buffer.from(termsBytes),
      nonce: Buffer.from(nonce),
      signature: Buffer.alloc(64),
      model_family: 'logistic',
      price_units: BigInt(terms.pay.priceUnits),
      state: 'draft',
      accepted: false,
      reason: '',
      posted_at_ms: 0n,
      model_blob: none,
      model_hash: none,
      state_blob: '',
      paid_units: 0n,
      fee_units: 0n,
      refunded_units: 0n,
      search_text: '',
      metric: terms.acceptance.metric,
      epsilon: null,
      round_pay_units: 0n,
    })
    .execute()
}
