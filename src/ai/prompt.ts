/** The request's content: stored with a batch, whose answers are parsed accordingly. */
export type Prompt = { prompt_version: string } & Record<string, unknown>
