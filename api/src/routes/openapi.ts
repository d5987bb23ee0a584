import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { apiUrl, mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { problem } from '../problem.js';
import { problemSchema } from '../schemas.js';

/** OpenAPI 3.0 for OGC clients, 3.1 for people; both are made from the routes of `described`. */
export function openapiRoute(described: OpenAPIHono, version: string) {
  described.openAPIRegistry.register('Problem', problemSchema);
  const config = (c: Context) => ({
    info: { title: 'Landsicht', version, description: 'OGC API Features over the results of monitors, and their rasters as tiles.' },
    servers: [{ url: apiUrl(c) }],
  });
  const noQuery = z.strictObject({ f: z.literal('json').optional() });
  const guarded = (c: Context, document: () => Described, type: string): Response => {
    if (!noQuery.safeParse(c.req.query()).success) {
      return problem(c, 400, {
        code: 'bad-argument',
        title: 'A parameter has no valid value',
        detail: 'This address takes no parameters but f=json.',
      });
    }
    return c.body(JSON.stringify(withProblems(document())), 200, { 'Content-Type': type });
  };
  return openApiHono()
    .get('/openapi.json', (c) => guarded(c, () => described.getOpenAPIDocument({ openapi: '3.0.3', ...config(c) }), mediaTypes.openapi30))
    .get('/openapi-3.1.json', (c) =>
      guarded(c, () => described.getOpenAPI31Document({ openapi: '3.1.0', ...config(c) }), mediaTypes.openapi31),
    );
}

interface Described {
  readonly paths?: Readonly<Record<string, Readonly<Partial<Record<'get' | 'post', { responses?: Record<string, unknown> }>>>>>;
}

const problemResponse = {
  description: 'What went wrong (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Every operation may answer with a problem; said here once. */
function withProblems(document: Described): Described {
  for (const { get, post } of Object.values(document.paths ?? {})) {
    for (const operation of [get, post]) {
      if (operation?.responses != null) operation.responses = { ...operation.responses, default: problemResponse };
    }
  }
  return document;
}
