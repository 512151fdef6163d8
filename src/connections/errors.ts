import { AppError, type Disposition, type HttpStatus } from '../base/errors.ts'

/** Meta's limits are used up for now, or this call is less urgent than what is left of them. */
export class ConnectionWaitsError extends AppError {
  readonly code = 'connection_waits'
  readonly disposition: Disposition
  readonly status = 429

  /** `until` is world time. */
  constructor(message: string, until: Date) {
    super(message)
    this.disposition = { action: 'snooze', until }
  }
}

const DAY_MS = 24 * 3_600_000

/** Only a new authorization by the owner helps; tasks go on by themselves after it. */
export class ConnectionNeedsPersonError extends AppError {
  readonly code = 'connection_needs_person'
  readonly disposition: Disposition = { action: 'snooze', delayMs: DAY_MS }
  readonly status = 409
}

/** How the way through Meta's dialog can end wrongly: status, and a sentence with the remedy. */
export const WRONG_ENDS = {
  access_denied: [
    403,
    'Meta’s dialog was closed without granting access: begin again and confirm it there',
  ],
  state_unknown: [
    400,
    'this way back from Meta is not known, was used already, or is older than 10 minutes: begin again',
  ],
  other_browser: [
    403,
    'the dialog was begun in another browser: begin again in this one, and end it here',
  ],
  owner_unconfirmed: [
    409,
    'a program began this dialog, so no browser is known to belong to it: open the address in a browser and confirm there who will own the connection, or send state and code to POST /api/ig/auth/confirm',
  ],
  code_used: [400, 'Meta’s code was used already or has expired: begin again'],
  no_page: [
    409,
    'no Facebook page was ticked in the dialog, or there is none: make a page, link the Instagram account to it, and tick it',
  ],
  page_without_instagram: [
    409,
    'no ticked Facebook page has a professional Instagram account linked: link it in the settings of the page, then begin again',
  ],
  personal_account: [
    409,
    'the Instagram account is personal: change it to a business or creator account in the app’s settings, then begin again',
  ],
  account_connected_elsewhere: [
    409,
    'somebody else has connected this account to gramd: they have to disconnect it first',
  ],
  another_account: [
    409,
    'another account was authorized than the one that was to be authorized again: begin again as its owner',
  ],
  app_in_development: [
    409,
    'Meta does not let this app do that: while the app is in development mode, only people with a role in it may connect (App roles in Meta’s console)',
  ],
  login_not_configured: [
    409,
    'no app of Meta’s is configured for this login: set META_APP_ID and META_APP_SECRET, or INSTAGRAM_APP_ID and INSTAGRAM_APP_SECRET',
  ],
  meta_down: [
    503,
    'Meta does not answer, or takes no more calls for now: begin again in some minutes',
  ],
  choice_expired: [
    404,
    'these pages can no longer be chosen from: they are offered once, for 15 minutes; begin again',
  ],
} as const satisfies Record<string, readonly [HttpStatus, string]>

export type WrongEnd = keyof typeof WRONG_ENDS

/** An account was not connected, and why. */
export class NotConnectedError extends AppError {
  readonly code: WrongEnd
  readonly disposition: Disposition = { action: 'final' }
  readonly status: HttpStatus

  constructor(code: WrongEnd, options?: ErrorOptions) {
    const [status, message] = WRONG_ENDS[code]
    super(message, options)
    this.code = code
    this.status = status
  }
}
