export { decide, equalShareUnits, refusalRules, } from './decide.js';
export { examplePolicy } from './example-policy.js';
export { floorsOf, loadPolicy, PolicyError, readPolicy, } from './policy.js';
//# sourceMappingURL=index.js.map