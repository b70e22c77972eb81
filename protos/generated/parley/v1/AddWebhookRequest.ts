// Original file: protos/parley/v1/webhooks.proto


export interface AddWebhookRequest {
  'url'?: (string);
  'kinds'?: (string)[];
}

export interface AddWebhookRequest__Output {
  'url': (string);
  'kinds': (string)[];
}
