import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'

export const done = (context: Context): Response => context.body(null, 204)

/** Parses the body; another shape is a 400 with the reason. */
export async function read<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await context.req.json().catch((error: unknown) => {
    throw new HTTPException(400, { message: 'the body is not JSON', cause: error })
  })
  return parsed(schema, body)
}

export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (!result.success) throw new HTTPException(400, { message: z.prettifyError(result.error) })
  return result.data
}
