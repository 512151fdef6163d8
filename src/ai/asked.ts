/** The request's content: stored with a batch, whose answers are parsed accordingly. */
export type Asked = { prompt_version: string } & Record<string, unknown>
