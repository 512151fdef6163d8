import { z } from 'zod'

/** JSON Schema of strict structured outputs, and the keywords that make the API refuse it. */
export const JsonSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  $ref: z.string().optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().positive().optional(),
  minLength: z.number().int().optional(),
  maxLength: z.number().int().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minItems: z.number().int().optional(),
  maxItems: z.number().int().optional(),
  get items() {
    return JsonSchema.optional()
  },
  get properties() {
    return z.record(z.string(), JsonSchema).optional()
  },
  get anyOf() {
    return z.array(JsonSchema).min(1).optional()
  },
  get $defs() {
    return z.record(z.string(), JsonSchema).optional()
  },
  get definitions() {
    return z.record(z.string(), JsonSchema).optional()
  },
})
export type JsonSchema = z.output<typeof JsonSchema>

/** The types that a schema allows; empty if it names none. */
export function typesOf(schema: JsonSchema): readonly string[] {
  if (schema.type === undefined) return []
  return Array.isArray(schema.type) ? schema.type : [schema.type]
}

/** The end of a chain of references (`#`, `$defs`, `definitions`). Throws if one leads nowhere. */
export function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  let current = schema
  for (let hops = 0; current.$ref !== undefined; hops += 1) {
    const target = targetOf(root, current.$ref)
    if (!target || hops > 100) throw new RangeError(`reference leads nowhere: ${current.$ref}`)
    current = target
  }
  return current
}

function targetOf(root: JsonSchema, ref: string): JsonSchema | undefined {
  if (ref === '#') return root
  const [, table, encoded] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(ref) ?? []
  if (encoded === undefined) return undefined
  const name = encoded.replaceAll('~1', '/').replaceAll('~0', '~')
  return (table === '$defs' ? root.$defs : root.definitions)?.[name]
}
