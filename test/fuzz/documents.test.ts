import test from 'ava'
import { type SignedDocument, signedDocuments } from '../support/signed-documents.ts'
import { faultWith, otherBits, otherBytes, respelled, truncated } from './documents.ts'

const documents = signedDocuments()
/** Those changes of each kind that a few seconds are enough for; `npm run fuzz:documents` makes all. */
const sampled = 80

for (const document of documents) {
  test(`${document.name}: as it is it holds; changed, cut short or spelled otherwise it is refused with a sentence`, t => {
    const { bytes } = document
    t.true(document.examine(bytes).isValid, document.examine(bytes).proves)
    const step = Math.max(1, Math.floor(bytes.length / sampled))
    for (const changes of [
      otherBytes(document, step, step >> 1),
      otherBits(document, step * 20, step >> 2),
      truncated(document, step * 2),
      respelled(document),
    ])
      for (const change of changes) t.is(faultWith(document, change), undefined)
  })
}

test('control: a verifier that takes a change, one that throws, and one that says nothing are caught', t => {
  const [base] = documents as [SignedDocument]
  const [change] = [...otherBytes(base, base.bytes.length)]
  const taking = { ...base, examine: () => base.examine(base.bytes) }
  const throwing = {
    ...base,
    examine: () => {
      throw new TypeError('x is undefined')
    },
  }
  const silent = { ...base, examine: () => ({ ...base.examine(base.bytes), isValid: false, proves: '' }) }
  t.regex(faultWith(taking, change!) ?? '', /it holds$/)
  t.regex(faultWith(throwing, change!) ?? '', /threw TypeError/)
  t.regex(faultWith(silent, change!) ?? '', /is told as ""$/)
})
