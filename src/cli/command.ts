import type { ApiClient } from './api-client.ts'
import type { Argument, Options, ValuesOf } from './option.ts'

/** The words and options after the name of a command, parsed. */
export type Input<O extends Options = Options> = {
  readonly words: readonly string[]
  readonly options: ValuesOf<O>
}

/** How people see the answer of a command. Programs get all of it as JSON. */
export type View<O extends Options = Options> = {
  /** The columns of a list, as paths of fields (`proxy.label`); every flat field without them. */
  readonly columns?: readonly string[]
  /** The sentence for an empty list, with what to do next. */
  readonly empty?: string
  /** The fields of one thing that people see, in order. Without them, all of them. */
  readonly fields?: readonly string[]
  /**
   * Returns a sentence about what was done; it is the only output, or above the fields when there
   * are any.
   */
  says?(answer: unknown, input: Input<O>): string
}

export type Tools = {
  now: Date
  /** Reports progress: an event for programs, a line for people where there is something to say. */
  report(event: { event: string; data: unknown }, line?: string): void
  /** Asks a person; undefined where no person can be asked. */
  ask?: ((question: string) => Promise<string>) | undefined
}

/** The end of what was reported event by event: programs have it already. */
export class Streamed {
  readonly end: unknown

  constructor(end: unknown) {
    this.end = end
  }
}

export const streamed = (end: unknown): Streamed => new Streamed(end)

/** The name and the parameters of a command. */
export type Described<O extends Options = Options> = {
  /** The words that call it, such as `accounts add`. */
  readonly name: string
  readonly summary: string
  readonly words?: readonly Argument[]
  readonly options?: O
  /** The question that `--yes` answers; undefined where this input needs none. */
  confirm?(input: Input<O>): string | undefined
}

export type Command<O extends Options = Options> = Described<O> & {
  /** Whether it needs no token: its routes are open. */
  readonly isOpen?: true
  readonly view?: View<O>
  /** Gives the answer for programs; null where the API answers nothing. */
  run(api: ApiClient, input: Input<O>, tools: Tools): Promise<unknown>
}
