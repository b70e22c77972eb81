// Original file: protos/parley/v1/log.proto


export interface CheckpointRequest {
}

export interface CheckpointRequest__Output {
}
