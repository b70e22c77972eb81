// Original file: protos/parley/v1/enrolment.proto


export interface EnrolRequest {
  'invitation'?: (string);
  'organisation'?: (string);
  'displayName'?: (string);
  'identityKey'?: (Buffer | Uint8Array | string);
}

export interface EnrolRequest__Output {
  'invitation': (string);
  'organisation': (string);
  'displayName': (string);
  'identityKey': (Buffer);
}
