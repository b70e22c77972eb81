// Original file: protos/parley/v1/webhooks.proto


export interface WebhookTrial {
  'isDelivered'?: (boolean);
  'outcome'?: (string);
}

export interface WebhookTrial__Output {
  'isDelivered': (boolean);
  'outcome': (string);
}
