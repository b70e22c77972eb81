// Original file: protos/parley/v1/webhooks.proto


export interface WebhookRequest {
  'webhookId'?: (Buffer | Uint8Array | string);
}

export interface WebhookRequest__Output {
  'webhookId': (Buffer);
}
