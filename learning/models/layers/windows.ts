/** Arithmetic of windows that move over an axis, as TensorFlow has it. */
import type { Padding } from './fields.ts'
import type { Refuse } from './layer-kind.ts'
import { type Shape, shapeText } from './shape.ts'

/** A window over the axes of a signal or an image. */
export interface Window {
  readonly extents: readonly number[]
  readonly strides: readonly number[]
  readonly padding: Padding
}

/** Extents after the window has moved over each axis; refuses a window that is larger than the axis. */
export function windowedExtents(window: Window, extents: Shape, refuse: Refuse): Shape {
  return extents.map((extent, axis) => {
    const [size, stride] = [window.extents[axis]!, window.strides[axis]!]
    if (window.padding === 'same') return Math.ceil(extent / stride)
    if (size > extent) {
      refuse(
        `a window of ${size} does not fit on an axis of ${extent}: use a smaller one, or "padding": "same"`,
      )
    }
    return Math.floor((extent - size) / stride) + 1
  })
}

/** Extents of which the window makes `extents`: what a transposed convolution puts out. */
export function unwindowedExtents({ extents: sizes, strides, padding }: Window, extents: Shape): Shape {
  return extents.map((extent, axis) => {
    const beyond = padding === 'same' ? 0 : Math.max(sizes[axis]! - strides[axis]!, 0)
    return extent * strides[axis]! + beyond
  })
}

/** The input's extents and channels; refuses another number of axes. */
export function spatialInput(
  input: Shape,
  axes: 1 | 2,
  refuse: Refuse,
): { extents: Shape; channels: number } {
  if (input.length !== axes + 1) {
    const wanted = axes === 1 ? '[length, channels]' : '[height, width, channels]'
    refuse(`it takes ${wanted} and gets ${shapeText(input)}; put a reshape before it`)
  }
  return { extents: input.slice(0, -1), channels: input.at(-1)! }
}
