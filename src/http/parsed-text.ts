import { z } from './router.ts'

/** A text in the form in which a parser gives it as `key`, or an issue with the parser's reason. */
export const parsedText = <Key extends string>(
  key: Key,
  parse: (text: string) => { [Name in Key]: string } | { reason: string },
) =>
  z
    .string()
    .transform((text, context) => {
      const parsed = parse(text)
      if (!('reason' in parsed)) return parsed[key]
      context.addIssue({ code: 'custom', message: parsed.reason })
      return z.NEVER
    })
    .openapi({ type: 'string' })
