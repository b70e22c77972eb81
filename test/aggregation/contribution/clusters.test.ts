import test from 'ava'
import { clusterParticipants } from '../../../aggregation/contribution/clusters.ts'

const identity = (id: string, organisation: string, datasetRoot: string) => ({
  id,
  organisation,
  datasetRoot,
})

test('one organisation is one player, whatever its datasets', t => {
  t.deepEqual(
    clusterParticipants([identity('a', 'x', '1'), identity('b', 'y', '2'), identity('c', 'x', '3')]),
    [[0, 2], [1]],
  )
})

test('one dataset under two organisations is one player', t => {
  t.deepEqual(clusterParticipants([identity('a', 'x', '1'), identity('b', 'y', '1')]), [[0, 1]])
})

test('evidence joins over several steps: a dataset of one, the organisation of the next', t => {
  const chain = [
    identity('a', 'x', '1'),
    identity('b', 'z', '9'),
    identity('c', 'y', '2'),
    identity('d', 'y', '1'),
    identity('e', 'w', '2'),
  ]
  t.deepEqual(clusterParticipants(chain), [[0, 2, 3, 4], [1]])
})

test('an organisation that is named as a dataset is no evidence', t => {
  t.deepEqual(clusterParticipants([identity('a', 'same', '1'), identity('b', 'y', 'same')]), [[0], [1]])
})
