import test from 'ava'
import { bondMembers } from '../../../coordinator/rounds/failed-members.ts'

const cohort = ['alder', 'birch', 'cedar'].map(organisation => ({ organisation, examples: 9 }))
const attempt = { cohort, minimum: 3, dropouts: [], culprits: [], complaints: [] }

test('the bond pays all who were asked where none of them had a part in the failure', t => {
  t.deepEqual(bondMembers(attempt), cohort)
})

test('holders that stay away, accuse one another, or are too few earn nothing by a failed round', t => {
  t.deepEqual(bondMembers({ ...attempt, dropouts: ['alder'] }), [])
  t.deepEqual(bondMembers({ ...attempt, culprits: ['alder'] }), [])
  t.deepEqual(bondMembers({ ...attempt, complaints: ['alder of birch'] }), [])
  t.deepEqual(bondMembers({ ...attempt, minimum: 4 }), [])
})
