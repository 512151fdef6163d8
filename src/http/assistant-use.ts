/**
 * How assistants (`/mcp`) get at an operation: never, or as a tool of its own. Without a word about
 * it they find it by a search, and call it with the same rights.
 */
export type AssistantUse =
  | 'never'
  | {
      /**
       * Its own line in the list of tools, with all of its fields or these. Each assistant reads
       * the whole list before its first question, so that only the most usual ones are there.
       */
      tool?: true | readonly string[]
      /** The address of what it reads, with the parameters of its path, as `gramd://lists/{id}`. */
      resource?: `gramd://${string}`
      /** Adds something, and neither overwrites nor removes anything. */
      isAdditive?: true
    }

/** The field of the document that says it. */
export const describeAssistantUse = (use: AssistantUse | undefined) =>
  use === undefined ? {} : { 'x-assistant': use }
