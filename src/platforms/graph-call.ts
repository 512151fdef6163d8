import type { OnSent } from './sent-request.ts'

/** The kind of an owner's authorization. Each has its own app, host and kind of token. */
export type GraphLogin = 'facebook' | 'instagram'

/** The used share of a limit, as Meta reports it with an answer, including refusals. */
export type GraphUsage = {
  scope: 'app' | 'account'
  /**
   * Our app's id, or Meta's id of the business object, which is often but not always the account's.
   */
  key: string
  /**
   * The highest of the limit's figures (calls, processor time, time), in percent. From 100 on Meta
   * refuses.
   */
  percent: number
  /** Real ms until Meta accepts calls again; null when it does not say. */
  regainMs: number | null
}

export type GraphRequest = {
  signal: AbortSignal
  /** Called once for each answer that reports usage. */
  onUsage?: (usage: readonly GraphUsage[]) => void
  onSent?: OnSent | undefined
}

/** A call with the token of a user or page, or of an Instagram account. */
export type GraphCall = GraphRequest & { login: GraphLogin; token: string }
