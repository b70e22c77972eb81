export { type Clipping, clipToNorm, euclideanNorm } from './clipping.ts'
