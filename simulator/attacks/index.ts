export { attackClipped, attackUpdate } from './attack-update.ts'
export { attackingTrainer } from './attacking-trainer.ts'
export { triggeredTestSet } from './backdoor.ts'
export { duplicateData } from './duplicate.ts'
export { poisonData } from './poison-data.ts'
export {
  type AttackKind,
  type AttackSettings,
  attackDefaults,
  attackPresets,
  attackSchema,
  type Backdoor,
} from './settings.ts'
