import test from 'ava'
import { computeInThisThread } from '../../../learning/index.ts'

test('who insists on no backend gets the fastest, whichever another insisted on before', async t => {
  const first = await computeInThisThread()
  const insisted = await computeInThisThread('cpu')
  const next = await computeInThisThread()
  t.is(insisted.backend.name, 'cpu')
  t.is(next.backend.name, first.backend.name)
  t.not(next.backend.name, 'cpu')
})

test('who insists first does not decide for the others', async t => {
  await computeInThisThread('cpu')
  t.not((await computeInThisThread()).backend.name, 'cpu')
})
