import * as tf from '@tensorflow/tfjs-core'
import test from 'ava'
import { replaceKernel } from '../../../../learning/training/backends/replace-kernel.ts'

test('a kernel is replaced once, by what is given the one before', t => {
  const [kernelName, backendName] = ['Doubled', 'none']
  const answer = (value: number) => ({ dataId: {}, shape: [value], dtype: 'float32' as const })
  tf.registerKernel({ kernelName, backendName, kernelFunc: () => answer(2) })
  for (const factor of [3, 100]) {
    replaceKernel(kernelName, backendName, original => params => {
      const { shape } = original!(params) as tf.TensorInfo
      return answer(factor * shape[0]!)
    })
  }
  const { kernelFunc } = tf.getKernel(kernelName, backendName)
  t.like(kernelFunc({ inputs: {}, backend: {} }), { shape: [6] })
})

test('a kernel that the backend lacks is registered', t => {
  replaceKernel('Lacking', 'none', original => () => {
    t.is(original, undefined)
    return []
  })
  t.deepEqual(tf.getKernel('Lacking', 'none').kernelFunc({ inputs: {}, backend: {} }), [])
})
