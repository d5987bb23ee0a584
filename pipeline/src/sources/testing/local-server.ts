import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects are sent as JSON; bytes answer Range requests. */
  readonly body?: unknown;
  /** Closes the connection before anything is sent, or in the middle of the body; `never` leaves it open and silent. */
  readonly cut?: 'at once' | 'in the body' | 'never';
}

export interface LocalServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

/** A service on 127.0.0.1 that answers what the test says. */
export async function startServer(answer: (request: SeenRequest, count: number, url: string) => Reply): Promise<LocalServer> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const request = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: message.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(request);
    send(answer(request, requests.length, url), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send({ status = 200, headers = {}, body = '', cut }: Reply, request: SeenRequest, response: ServerResponse): void {
  if (cut === 'never') return;
  if (cut === 'at once') {
    response.socket?.destroy();
    return;
  }
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const type = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (range != null && status === 200) {
    const start = Number(range[1]);
    const end = Math.min(bytes.length - 1, range[2] ? Number(range[2]) : bytes.length - 1);
    const part = bytes.subarray(start, end + 1);
    response.writeHead(206, {
      'content-type': type,
      'content-range': `bytes ${start}-${end}/${bytes.length}`,
      'content-length': part.length,
      ...headers,
    });
    response.end(part);
    return;
  }
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, 'accept-ranges': 'bytes', ...headers });
  if (cut === 'in the body') response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
  else response.end(request.method === 'HEAD' ? undefined : bytes);
}
