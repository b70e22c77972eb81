// Original file: protos/parley/v1/webhooks.proto

import type { WebhookState as _parley_v1_WebhookState, WebhookState__Output as _parley_v1_WebhookState__Output } from '../../parley/v1/WebhookState.ts';
import type { Long } from '@grpc/proto-loader';

export interface Webhook {
  'webhookId'?: (Buffer | Uint8Array | string);
  'url'?: (string);
  'kinds'?: (string)[];
  'state'?: (_parley_v1_WebhookState);
  'addedAtMs'?: (number | string | Long);
  'overlapEndsAtMs'?: (number | string | Long);
  'waiting'?: (number);
  'lastAttemptAtMs'?: (number | string | Long);
  'lastOutcome'?: (string);
}

export interface Webhook__Output {
  'webhookId': (Buffer);
  'url': (string);
  'kinds': (string)[];
  'state': (_parley_v1_WebhookState__Output);
  'addedAtMs': (string);
  'overlapEndsAtMs': (string);
  'waiting': (number);
  'lastAttemptAtMs': (string);
  'lastOutcome': (string);
}
