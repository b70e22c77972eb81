// Original file: protos/parley/v1/access.proto

import type { Role as _parley_v1_Role, Role__Output as _parley_v1_Role__Output } from '../../parley/v1/Role.ts';
import type { Sensitivity as _parley_v1_Sensitivity, Sensitivity__Output as _parley_v1_Sensitivity__Output } from '../../parley/v1/Sensitivity.ts';
import type { Confirmation as _parley_v1_Confirmation, Confirmation__Output as _parley_v1_Confirmation__Output } from '../../parley/v1/Confirmation.ts';

export interface Access {
  'roles'?: (_parley_v1_Role)[];
  'members'?: (boolean);
  'anyone'?: (boolean);
  'sensitivity'?: (_parley_v1_Sensitivity);
  'outsideSession'?: (boolean);
  'confirmation'?: (_parley_v1_Confirmation);
}

export interface Access__Output {
  'roles': (_parley_v1_Role__Output)[];
  'members': (boolean);
  'anyone': (boolean);
  'sensitivity': (_parley_v1_Sensitivity__Output);
  'outsideSession': (boolean);
  'confirmation': (_parley_v1_Confirmation__Output);
}
