import test from 'ava'
import { apiKeyGroups, isOpenToApiKeys, readScope } from '../../protos/api-key-scope.ts'
import { operationNames, operations } from '../../protos/operations.ts'

test('an API key may be for whatever is read outside rounds and takes no model away', t => {
  const open = operationNames.filter(isOpenToApiKeys)
  for (const name of open) t.is(operations[name].sensitivity, 'read', name)
  const read = operationNames.filter(name => operations[name].sensitivity === 'read' && !open.includes(name))
  const waiting = read.filter(name => name.startsWith('await'))
  t.true(waiting.length > 5)
  t.deepEqual(
    read.filter(name => !waiting.includes(name)),
    ['describe', 'getSessionChallenge', 'listTransactions', 'downloadBlob', 'getDelivery'],
  )
})

test('groups have only methods that may be in a scope, each in one group', t => {
  const grouped = Object.values(apiKeyGroups).flat()
  for (const name of grouped) t.true(isOpenToApiKeys(name), name)
  t.is(new Set(grouped).size, grouped.length)
})

test('a group stands for what the role may call of it, and a method by itself must be one of those', t => {
  t.deepEqual(readScope(['books'], 'security-officer'), { kind: 'scope', methods: ['audit'] })
  t.deepEqual(readScope(['getBalances'], 'security-officer'), {
    ...{ kind: 'refused', word: 'getBalances', why: 'role' },
  })
  t.deepEqual(readScope(['books', 'deposit'], 'operator'), {
    ...{ kind: 'refused', word: 'deposit', why: 'not-read' },
  })
  t.like(readScope(['toString'], 'operator'), { kind: 'refused', why: 'unknown' })
})
