import type { OnSent } from './sent-request.ts'

/** How an owner authorized gramd. Each has its own app, host and kind of token. */
export type GraphLogin = 'facebook' | 'instagram'

/** How much of a limit is used, as Meta told it with an answer, also with a refusal. */
export type GraphUsage = {
  scope: 'app' | 'account'
  /** Our app's id; or Meta's id of the business object, often but not always the account's. */
  key: string
  /** The highest of the limit's figures: calls, processor time, time. From 100 on Meta refuses. */
  percent: number
  /** Real ms until Meta accepts calls again; null when it does not say. */
  regainMs: number | null
}

export type GraphRequest = {
  signal: AbortSignal
  /** Called once per answer that tells any. */
  onUsage?: (usage: readonly GraphUsage[]) => void
  onSent?: OnSent | undefined
}

/** A call for the owner of a token: of a user or page, or of an Instagram account. */
export type GraphCall = GraphRequest & { login: GraphLogin; token: string }
