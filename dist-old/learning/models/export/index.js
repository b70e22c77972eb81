export { writeTfjsModel } from './tfjs-files.js';
export { writeOnnx } from './write-onnx.js';
//# sourceMappingURL=index.js.map