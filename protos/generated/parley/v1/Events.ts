// Original file: protos/parley/v1/events.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { Event as _parley_v1_Event, Event__Output as _parley_v1_Event__Output } from '../../parley/v1/Event.ts';
import type { WatchRequest as _parley_v1_WatchRequest, WatchRequest__Output as _parley_v1_WatchRequest__Output } from '../../parley/v1/WatchRequest.ts';

export interface EventsDefinition {
  Watch: MethodDefinition<_parley_v1_WatchRequest, _parley_v1_Event, _parley_v1_WatchRequest__Output, _parley_v1_Event__Output>
}
