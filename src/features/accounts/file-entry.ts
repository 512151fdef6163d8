import type { FieldProblem } from '../../base/errors.ts'

/** The fields of one account in a line or a part of the file; nothing of it is checked yet. */
export type ImportEntry = {
  /** Where it begins, as editors count; in a list, its place. */
  line: number
  fields: Record<string, unknown>
  /** The fault of an entry that cannot be read at all. */
  fault?: FieldProblem
}
