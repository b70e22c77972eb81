// Original file: protos/parley/v1/webhooks.proto

import type { Webhook as _parley_v1_Webhook, Webhook__Output as _parley_v1_Webhook__Output } from '../../parley/v1/Webhook.ts';

export interface WebhookList {
  'webhooks'?: (_parley_v1_Webhook)[];
}

export interface WebhookList__Output {
  'webhooks': (_parley_v1_Webhook__Output)[];
}
