import type { Input } from './command.ts'
import type { Options } from './option.ts'

/** How people see the answer of a command. Programs get all of it as JSON. */
export type View<O extends Options = Options> = {
  /** The columns of a list, as paths of fields (`proxy.label`). Without them, every flat field is one. */
  readonly columns?: readonly string[]
  /** What to say where a list is empty, with what to do next. */
  readonly empty?: string
  /** The fields of one thing that people see, in order. Without them, all of them. */
  readonly fields?: readonly string[]
  /** A sentence that stands alone, or above the fields when there are any: what was done. */
  says?(answer: unknown, input: Input<O>): string
}
