import test from 'ava'
import { dataShapeOf, fitsModel, mnist2nn, mnistSchema } from '../../../learning/index.ts'

test('the digits fit the 2NN', t => {
  t.deepEqual(fitsModel(dataShapeOf(mnistSchema), mnist2nn), { kind: 'fits' })
})

test('data of another shape is refused with both shapes, even when the sizes agree', t => {
  t.deepEqual(fitsModel({ featureShape: [784], classes: 10 }, mnist2nn), {
    kind: 'refused',
    reason: 'feature-shape',
    message:
      "the data has examples of shape [784] and the model takes [28, 28, 1]: set the model's inputShape to the data's shape",
  })
})

test('data of other classes is refused with both numbers', t => {
  t.deepEqual(fitsModel({ featureShape: [28, 28, 1], classes: 26 }, mnist2nn), {
    kind: 'refused',
    reason: 'class-count',
    message: "the data has 26 classes and the model 10: set the model's classes to 26",
  })
})
