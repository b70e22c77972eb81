export { writeTfjsModel } from './tfjs-files.ts'
export { writeOnnx } from './write-onnx.ts'
