import test from 'ava'
import {
  mayCall,
  type OperationName,
  operationNames,
  operations,
  protoServices,
  type Role,
  roles,
  unaryNames,
} from '../../protos/index.ts'
import { messageType } from '../../protos/load.ts'

const methods = [...protoServices().values()].flatMap(service => Object.values(service))

test('every rpc of the .proto files is an operation, and every operation an rpc', t => {
  const declared = methods.map(({ path }) => path).sort()
  t.deepEqual(operationNames.map(name => operations[name].path).sort(), declared)
  t.is(declared.length, 83)
})

test('an operation is named like its rpc and streams as its rpc does', t => {
  for (const name of operationNames) {
    const { path, kind } = operations[name]
    const method = methods.find(each => each.path === path)!
    t.is(method.originalName ?? '', name as string)
    t.deepEqual(
      [method.requestStream, method.responseStream],
      [kind === 'upload', kind === 'download' || kind === 'watch'],
    )
  }
})

test('the codecs of an operation are those of the messages its rpc names', t => {
  for (const name of operationNames) {
    const method = methods.find(each => each.path === operations[name].path)!
    for (const [codec, type] of [
      [operations[name].request, method.requestType],
      [operations[name].response, method.responseType],
    ] as const) {
      const declared = (type.type as { name: string }).name
      t.notThrows(() => messageType(declared))
      // A codec names its message in whatever it refuses.
      const error = t.throws(() => codec.decode(Uint8Array.of(0xff, 0xff)))
      t.regex(error?.message ?? '', new RegExp(`^${declared}[.: ]`))
    }
  }
})

test('who may call what', t => {
  const openTo = (role: Role) => operationNames.filter(name => mayCall(name, role))
  const callersOf = (name: OperationName) => roles.filter(role => mayCall(name, role))
  const alone = (role: Role, names: OperationName[]) => {
    for (const name of names) t.deepEqual(callersOf(name), [role], name)
  }
  alone('buyer', ['postBounty', 'cancelBounty', 'uploadBlob', 'awaitEvaluation', 'submitEvaluation'])
  const rounds = operationNames.filter(name => operations[name].path.startsWith('/parley.v1.Rounds/'))
  t.is(rounds.length, 17)
  alone('holder', ['joinBounty', ...rounds])
  t.deepEqual(callersOf('invite'), ['operator', 'security-officer'])
  t.deepEqual(callersOf('deposit'), ['operator', 'treasurer'])
  // Every member turns its own keys over, and says where it wants to be told what happens.
  const everybodys: readonly string[] = [
    ...['enrol', 'beginSession', 'rotateKey', 'rollBackKey', 'retireKey', 'revokeKey'],
    ...['issueApiKey', 'revokeApiKey', 'setRecovery', 'recoverKey'],
    ...['requestTransaction', 'approveTransaction', 'addSecondFactor', 'confirmSecondFactor'],
    ...['addWebhook', 'rotateWebhook', 'removeWebhook', 'testWebhook'],
  ]
  const changes = (role: Role) =>
    openTo(role).filter(name => operations[name].changesState && !everybodys.includes(name))
  for (const role of ['auditor', 'researcher', 'replica'] as const) t.deepEqual(changes(role), [])
  t.deepEqual(changes('treasurer'), ['deposit'])
  t.deepEqual(changes('security-officer'), ['invite', 'resetSecondFactor', 'revokeMember'])
  t.deepEqual(changes('arbiter'), ['rule'])
  t.deepEqual(changes('data-owner'), ['leaveBounty', 'declineBounty'])
})

test('what only reads or waits changes nothing, and the rest says so', t => {
  const reading = /^(describe|get|list|download|await|audit|watch)/
  for (const name of operationNames) t.is(operations[name].changesState, !reading.test(name), name)
})

test('the unary operations are all but the four streams', t => {
  t.deepEqual(
    operationNames.filter(name => !(unaryNames as readonly string[]).includes(name)),
    ['uploadBlob', 'downloadBlob', 'submitMaskedInput', 'watch'],
  )
})
