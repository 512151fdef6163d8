import { cleanText } from '../../base/text.ts'

/** What an error of ours may tell of the request that failed. `redact` removes the secrets of the account. */
export type FaultContext = {
  endpoint: string
  now: Date
  redact: (text: string) => string
  /** The version of the app that the request was sent as. */
  appVersion?: string
}

/** The only thing that errors keep of the library's: nothing of it holds headers, cookies or the proxy. */
export class InstagramFault extends Error {
  override readonly name = 'InstagramFault'
  readonly endpoint: string
  readonly status: number | null
  readonly code: string | null

  constructor(message: string, context: FaultContext, status: number | null, code: string | null) {
    super(cleanText(context.redact(message)).slice(0, MAX_MESSAGE))
    this.endpoint = context.endpoint
    this.status = status
    this.code = code
  }
}

const MAX_MESSAGE = 300
