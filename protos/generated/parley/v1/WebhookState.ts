// Original file: protos/parley/v1/webhooks.proto

export const WebhookState = {
  WEBHOOK_STATE_UNSPECIFIED: 'WEBHOOK_STATE_UNSPECIFIED',
  SENDING: 'SENDING',
  GONE: 'GONE',
  KEY_REVOKED: 'KEY_REVOKED',
} as const;

export type WebhookState =
  | 'WEBHOOK_STATE_UNSPECIFIED'
  | 0
  | 'SENDING'
  | 1
  | 'GONE'
  | 2
  | 'KEY_REVOKED'
  | 3

export type WebhookState__Output = typeof WebhookState[keyof typeof WebhookState]
