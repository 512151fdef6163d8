import type { ZodString } from 'zod'
import type { FaultCode } from '../base/fault-codes.ts'

type Details = { value?: string; min?: number; max?: number }

/**
 * The second argument of `refine`: the English reason for programs, and the code by which pages
 * explain it. `details` are the limits that the code speaks of, and the faulty part of the input.
 */
export const fault = (
  code: FaultCode,
  error: string | ((issue: { input: unknown }) => string),
  details: Details = {},
) => ({
  error,
  params: { code, ...details },
})

/** The same as an issue that a check adds itself. */
export const faultIssue = (
  code: FaultCode,
  message: string,
  { path, ...details }: Details & { path?: readonly string[] } = {},
) => ({
  code: 'custom' as const,
  message,
  params: { code, ...details },
  ...(path !== undefined && { path: [...path] }),
})

/** A text that matches an expression, which the document of the API shows. */
export const textMatching = (
  text: ZodString,
  expression: RegExp,
  coded: ReturnType<typeof fault>,
): ZodString =>
  text.refine((each) => expression.test(each), { ...coded, abort: true }).regex(expression)
