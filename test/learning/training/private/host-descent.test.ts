import * as tf from '@tensorflow/tfjs-core'
import test from 'ava'
import { startBackend } from '../../../../learning/training/backends.ts'
import { openHostDescent } from '../../../../learning/training/private/host-descent.ts'

test.before(async () => {
  await startBackend('cpu')
})

test('a step without either is against the gradient, by the rate', t => {
  const start = Float32Array.of(1, -2)
  const descent = openHostDescent(start, { learningRate: 0.25 })
  descent.step(Float32Array.of(2, 4))
  descent.step(Float32Array.of(2, -1))
  t.deepEqual([...descent.values], [0, -2.75])
  t.deepEqual([...start], [1, -2])
})

test('a step with a pull and momentum is the formula of the ordinary step', t => {
  const start = Float32Array.of(1, -2, 0.5)
  const gradients = [Float32Array.of(0.5, 1, -1), Float32Array.of(-0.25, 2, 3), Float32Array.of(1, 1, 1)]
  const [learningRate, proximal, momentum] = [0.25, 0.5, 0.75]
  const descent = openHostDescent(start, { learningRate, proximal, momentum })
  let weights = tf.tensor1d(start)
  let velocity = tf.zeros([3]) as tf.Tensor1D
  for (const gradient of gradients) {
    descent.step(gradient)
    velocity = tf.add(tf.mul(gradient, learningRate), tf.mul(velocity, momentum))
    const pulled = tf.sub(weights, tf.mul(tf.sub(weights, start), learningRate * proximal))
    weights = tf.sub(pulled, velocity)
  }
  for (const [i, value] of weights.dataSync().entries()) t.true(Math.abs(descent.values[i]! - value) < 1e-6)
  t.deepEqual([...start], [1, -2, 0.5])
})
