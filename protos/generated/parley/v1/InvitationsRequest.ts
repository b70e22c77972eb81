// Original file: protos/parley/v1/members.proto


export interface InvitationsRequest {
  'organisation'?: (string);
}

export interface InvitationsRequest__Output {
  'organisation': (string);
}
