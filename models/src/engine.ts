/** A dense float tensor, row-major; images are NCHW. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export type Device = 'cpu' | 'webgpu' | 'cuda';

/** One loaded model, ready to run. */
export interface Session {
  readonly device: Device;
  readonly inputName: string;
  readonly outputName: string;
  run(input: Tensor): Promise<Tensor>;
  close(): Promise<void>;
}

/** The one seam between the pipeline and whatever runs networks. A device that was asked for and is missing is `device-missing`. */
export interface Engine {
  readonly id: string;
  open(model: Uint8Array, device: Device): Promise<Session>;
}

/** `auto`: the fastest that is there; says which. */
export type DeviceChoice = 'auto' | Device;
