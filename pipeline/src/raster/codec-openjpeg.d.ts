/** The parts of the package's API that are used; it ships no types. */
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export interface J2KDecoder {
    /** A view of wasm memory to put the codestream in. */
    getEncodedBuffer(bytes: number): Uint8Array;
    decodeSubResolution(reductions: number, layer: number): void;
    /** A view of wasm memory: samples interleaved, 1 or 2 bytes each, little-endian. */
    getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
    delete(): void;
  }

  export interface OpenJpeg {
    readonly J2KDecoder: new () => J2KDecoder;
  }

  export interface ModuleOptions {
    readonly locateFile: (name: string) => string;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }

  // biome-ignore lint/style/noDefaultExport: the package exports it so
  export default function createOpenJpeg(options: ModuleOptions): Promise<OpenJpeg>;
}
