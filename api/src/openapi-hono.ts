import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import { problem } from './problem.js';

/** A sub-application whose invalid parameters answer 400 as a problem that names the parameter, not its value. */
export function openApiHono(): OpenAPIHono {
  return new OpenAPIHono({
    strict: false,
    defaultHook: (result: { success: true } | { success: false; error: z.ZodError }, c: Context) => {
      if (result.success) return undefined;
      const errors = result.error.issues.map((issue) =>
        issue.code === 'unrecognized_keys'
          ? { pointer: '', detail: 'Unknown query parameter. The API description (rel service-desc) lists those there are.' }
          : { pointer: `/${issue.path.join('/')}`, detail: issue.code === 'custom' ? issue.message : `Expected ${expectation(issue)}` },
      );
      const detail = errors.map((error) => (error.pointer === '' ? error.detail : `${error.pointer.slice(1)}: ${error.detail}`)).join('; ');
      return problem(c, 400, { code: 'bad-argument', title: 'A parameter has no valid value', detail, errors });
    },
  });
}

/** What an issue wanted, without what it got. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `one of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `one ${issue.expected}`;
    case 'invalid_format':
      return issue.format === 'regex' ? 'another form; see the API description' : issue.format;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      return 'another value; see the API description';
  }
}
