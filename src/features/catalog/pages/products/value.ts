import { z } from '../../../../http/router.ts'

/** A text, several, or the options of variants; pictures are hashes. */
const Value = z
  .union([
    z.string(),
    z.array(z.union([z.string(), z.object({ option: z.string(), value: z.string() })])),
  ])
  .nullable()

/** Reads a value of a conflict, whose type depends on its field. */
export const readValue = (json: unknown): z.output<typeof Value> => Value.parse(json)
