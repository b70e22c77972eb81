// Original file: protos/parley/v1/log.proto

import type { Leaf as _parley_v1_Leaf, Leaf__Output as _parley_v1_Leaf__Output } from '../../parley/v1/Leaf.ts';

export interface Leaves {
  'leaves'?: (_parley_v1_Leaf)[];
}

export interface Leaves__Output {
  'leaves': (_parley_v1_Leaf__Output)[];
}
