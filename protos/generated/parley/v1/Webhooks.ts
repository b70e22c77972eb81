// Original file: protos/parley/v1/webhooks.proto

import type { MethodDefinition } from '@grpc/proto-loader'
import type { AddWebhookRequest as _parley_v1_AddWebhookRequest, AddWebhookRequest__Output as _parley_v1_AddWebhookRequest__Output } from '../../parley/v1/AddWebhookRequest.ts';
import type { Empty as _parley_v1_Empty, Empty__Output as _parley_v1_Empty__Output } from '../../parley/v1/Empty.ts';
import type { WebhookList as _parley_v1_WebhookList, WebhookList__Output as _parley_v1_WebhookList__Output } from '../../parley/v1/WebhookList.ts';
import type { WebhookRequest as _parley_v1_WebhookRequest, WebhookRequest__Output as _parley_v1_WebhookRequest__Output } from '../../parley/v1/WebhookRequest.ts';
import type { WebhookSecret as _parley_v1_WebhookSecret, WebhookSecret__Output as _parley_v1_WebhookSecret__Output } from '../../parley/v1/WebhookSecret.ts';
import type { WebhookTrial as _parley_v1_WebhookTrial, WebhookTrial__Output as _parley_v1_WebhookTrial__Output } from '../../parley/v1/WebhookTrial.ts';

export interface WebhooksDefinition {
  AddWebhook: MethodDefinition<_parley_v1_AddWebhookRequest, _parley_v1_WebhookSecret, _parley_v1_AddWebhookRequest__Output, _parley_v1_WebhookSecret__Output>
  ListWebhooks: MethodDefinition<_parley_v1_Empty, _parley_v1_WebhookList, _parley_v1_Empty__Output, _parley_v1_WebhookList__Output>
  RemoveWebhook: MethodDefinition<_parley_v1_WebhookRequest, _parley_v1_Empty, _parley_v1_WebhookRequest__Output, _parley_v1_Empty__Output>
  RotateWebhook: MethodDefinition<_parley_v1_WebhookRequest, _parley_v1_WebhookSecret, _parley_v1_WebhookRequest__Output, _parley_v1_WebhookSecret__Output>
  TestWebhook: MethodDefinition<_parley_v1_WebhookRequest, _parley_v1_WebhookTrial, _parley_v1_WebhookRequest__Output, _parley_v1_WebhookTrial__Output>
}
