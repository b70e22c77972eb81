// Original file: protos/parley/v1/webhooks.proto

import type { Webhook as _parley_v1_Webhook, Webhook__Output as _parley_v1_Webhook__Output } from '../../parley/v1/Webhook.ts';

export interface WebhookSecret {
  'webhook'?: (_parley_v1_Webhook | null);
  'secret'?: (string);
}

export interface WebhookSecret__Output {
  'webhook': (_parley_v1_Webhook__Output | null);
  'secret': (string);
}
