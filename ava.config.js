// Tests run from the compiled tree: `npm run build` first, which `npm test` does.
export default {
  files: ['dist/test/**/*.test.js'],
  // One more than the cores that it is sized for: tests wait for servers and deadlines part of their time.
  concurrency: 3,
  timeout: '5m',
  require: ['./dist/test/support/test-process.js'],
  workerThreads: false,
  // Tests read what people would: plain text, also where the surroundings (CI=true) would have colours.
  environmentVariables: { NO_COLOR: '1' },
}
