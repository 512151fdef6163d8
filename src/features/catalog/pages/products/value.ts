import { z } from '../../../../http/router.ts'

const Value = z
  .union([
    z.string(),
    z.array(z.union([z.string(), z.object({ option: z.string(), value: z.string() })])),
  ])
  .nullable()
/** The value of a field: a text, several texts, or the options of variants; pictures are hashes. */
export type Value = z.output<typeof Value>

/** Reads a value of a conflict, whose type depends on its field. */
export const readValue = (json: unknown): Value => Value.parse(json)
