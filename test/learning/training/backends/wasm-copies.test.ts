import * as tf from '@tensorflow/tfjs-core'
import test from 'ava'
import { kernelsOf } from '../../../../learning/training/backends/tensor-kernels.ts'
import { startBackend } from '../../../../learning/training/backends.ts'

test.before(async () => {
  await startBackend('wasm')
})

test.serial(
  'a clone outlives its tensor, and the tensor its clone; what they share is given back once',
  t => {
    const before = tf.memory()
    const first = tf.tensor1d([1, 2, 3])
    const second = tf.clone(first)
    const third = tf.cast(second, 'float32')
    t.is(tf.memory().numDataBuffers, before.numDataBuffers + 1)
    first.dispose()
    const other = tf.tensor1d([7, 8, 9])
    t.deepEqual(second.dataSync(), Float32Array.of(1, 2, 3))
    second.dispose()
    t.deepEqual(third.dataSync(), Float32Array.of(1, 2, 3))
    tf.dispose([third, other])
    t.like(tf.memory(), { numTensors: before.numTensors, numDataBuffers: before.numDataBuffers })
  },
)

test.serial('a cast to another type still makes other values, and words are cloned', t => {
  tf.tidy(() => {
    t.deepEqual(tf.cast(tf.tensor1d([1.5, -2.5]), 'int32').dataSync(), Int32Array.of(1, -2))
    t.deepEqual([...tf.clone(tf.tensor1d(['a', 'b'])).dataSync<'string'>()], ['a', 'b'])
  })
})

test.serial('zeros are zeros where other values lay, also after the memory has grown', t => {
  const kernels = kernelsOf(tf.backend())
  t.is(kernelsOf(tf.backend()), kernels)
  const read = () => {
    const zeros = tf.engine().makeTensorFromTensorInfo(kernels.zeros([1000]))
    const values = zeros.dataSync()
    zeros.dispose()
    return values
  }
  tf.ones([1000]).dispose()
  t.deepEqual(read(), new Float32Array(1000))
  const large = tf.ones([16 << 20])
  tf.ones([1000]).dispose()
  t.deepEqual(read(), new Float32Array(1000))
  large.dispose()
})

test.serial('a slice is the values that it names, whether or not they lie in one piece', t => {
  const shape: [number, number, number] = [3, 4, 5]
  const values = Float32Array.from({ length: 60 }, (_, i) => i)
  const slices: readonly (readonly [number[], number[]])[] = [
    [
      [1, 0, 0],
      [1, 4, 5],
    ],
    [
      [2, 1, 0],
      [1, 2, 5],
    ],
    [
      [2, 3, 1],
      [1, 1, 3],
    ],
    [
      [0, 1, 0],
      [2, 2, 5],
    ],
    [
      [1, 1, 2],
      [2, 3, 1],
    ],
    [
      [0, 0, 0],
      [3, 4, 5],
    ],
  ]
  tf.tidy(() => {
    for (const [begin, size] of slices) {
      const [planes, rows, columns] = size as [number, number, number]
      const expected = Array.from({ length: planes * rows * columns }, (_, i) => {
        const [plane, row] = [Math.floor(i / (rows * columns)), Math.floor(i / columns) % rows]
        return 20 * (begin[0]! + plane) + 5 * (begin[1]! + row) + begin[2]! + (i % columns)
      })
      const slice = tf.slice(tf.tensor3d(values, shape), begin, size)
      t.deepEqual([slice.shape, [...slice.dataSync()]], [size, expected])
    }
    t.deepEqual([...tf.slice(tf.tensor1d([4, 5, 6], 'int32'), 1, 2).dataSync()], [5, 6])
  })
})
