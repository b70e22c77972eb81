// Tests run from the compiled tree: `npm run build` first, which `npm test` does.
export default {
  files: ['dist/test/**/*.test.js'],
  concurrency: 2,
  timeout: '5m',
  workerThreads: false,
}
