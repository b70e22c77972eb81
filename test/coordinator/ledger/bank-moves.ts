/** What the writers of the bank test do, drawn from a seed: the same for the writer and for whoever checks it. */
import { sha256, utf8 } from '../../../aggregation/index.ts'
import type { TransferRequest } from '../../../coordinator/ledger/index.ts'

export const bankAccounts = ['buyer:acme', 'buyer:debtor', 'payable:north', 'payable:south', 'fees'] as const

/** Numbers from 0 to `below` - 1 that follow from the name alone. */
export function drawn(name: string, below: number): number {
  const bytes = sha256(utf8(name))
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % below
}

/** The transfer of one writer at one step. Some ask for more than there may be. */
export function bankMove(seed: string, writer: number, step: number): TransferRequest {
  const name = `${seed} ${writer} ${step}`
  const from = drawn(`${name} from`, bankAccounts.length)
  const to = (from + 1 + drawn(`${name} to`, bankAccounts.length - 1)) % bankAccounts.length
  const amountUnits = BigInt(1 + drawn(`${name} units`, 40))
  return {
    idempotencyKey: `move ${name}`,
    reference: name,
    memo: 'a transfer of the bank test',
    kind: 'move',
    postings: [
      { account: bankAccounts[from]!, amountUnits: -amountUnits },
      { account: bankAccounts[to]!, amountUnits },
    ],
  }
}
