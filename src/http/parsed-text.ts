import type { FaultCode } from '../base/fault-codes.ts'
import { faultIssue } from './fault.ts'
import { z } from './router.ts'

/**
 * A text that a parser turns into the value `key`; an issue with `code` and the parser's reason
 * when it fails.
 */
export const parsedText = <Key extends string>(
  key: Key,
  parse: (text: string) => { [Name in Key]: string } | { reason: string },
  code: FaultCode,
) =>
  z
    .string()
    .transform((text, context) => {
      const parsed = parse(text)
      if (!('reason' in parsed)) return parsed[key]
      context.addIssue(faultIssue(code, parsed.reason))
      return z.NEVER
    })
    .openapi({ type: 'string' })
