import { ModelError } from '../../errors.ts'
import type { DataShape } from '../data-shape.ts'
import { shapeText } from '../layers/index.ts'

/** Refuses data of another number of axes: 2 for signals [length, channels], 3 for images [height, width, channels]. */
export function requireAxes({ featureShape }: DataShape, axes: 2 | 3): void {
  if (featureShape.length === axes) return
  const wanted = axes === 2 ? 'signals [length, channels]' : 'images [height, width, channels]'
  throw new ModelError(`the preset is for ${wanted} and the data has examples of ${shapeText(featureShape)}`)
}
