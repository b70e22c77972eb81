// Original file: protos/parley/v1/enrolment.proto


export interface CoordinatorDescription {
  'name'?: (string);
  'environment'?: (string);
  'identityKey'?: (Buffer | Uint8Array | string);
  'version'?: (string);
  'certificateFingerprint'?: (Buffer | Uint8Array | string);
}

export interface CoordinatorDescription__Output {
  'name': (string);
  'environment': (string);
  'identityKey': (Buffer);
  'version': (string);
  'certificateFingerprint': (Buffer);
}
