export { allowance, findSecrets, type SecretFound } from './find-secrets.ts'
export { type Finding, scanHistory, scanTree } from './scan-tree.ts'
