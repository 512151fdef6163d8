import type { FieldProblem } from '../../base/errors.ts'

/** What a line or a part of the file says of one account; nothing of it is checked yet. */
export type ImportEntry = {
  /** Where it begins, as editors count; in a list, its place. */
  line: number
  fields: Record<string, unknown>
  /** It cannot be read at all. */
  fault?: FieldProblem
}
