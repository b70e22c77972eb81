export * from './crypto/index.js';
export * from './expansion/index.js';
export * from './privacy/index.js';
export * from './rewards/index.js';
export * from './rules/index.js';
export * as secureClient from './secure/client/index.js';
export * as secureDraw from './secure/draw/index.js';
export * from './secure/index.js';
export * as secureServer from './secure/server/index.js';
export * from './transparency/index.js';
export * from './vector/index.js';
//# sourceMappingURL=index.js.map