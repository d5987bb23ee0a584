/** What the server answered instead of data: its problem code (RFC 9457 extension) and, as message, its own text. */
export class RequestError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}
