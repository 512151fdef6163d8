import { AppError, type Disposition, type HttpStatus } from '../base/errors.ts'

/** Meta's limits are used up for now, or the remainder is reserved for more urgent calls. */
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

/** Only a new authorization by the owner helps; waiting tasks resume by themselves after it. */
export class ConnectionNeedsPersonError extends AppError {
  readonly code = 'connection_needs_person'
  readonly disposition: Disposition = { action: 'snooze', delayMs: DAY_MS }
  readonly status = 409
}

/** The ways in which Meta's dialog can fail: status, and a sentence with the remedy. */
export const WRONG_ENDS = {
  access_denied: [
    403,
    'Meta’s dialog was closed without granting access: begin again and confirm it there',
  ],
  state_unknown: [
    400,
    'this link back from Meta is unknown, already used, or older than 10 minutes: begin again',
  ],
  other_browser: [
    403,
    'the dialog was begun in another browser: begin again in this one, and finish it here',
  ],
  owner_unconfirmed: [
    409,
    'a program began this dialog, so it belongs to no known browser: open the address in a ' +
      'browser and confirm there who will own the connection, or send state and code to POST ' +
      '/api/ig/auth/confirm',
  ],
  code_used: [400, 'Meta’s code was used already or has expired: begin again'],
  no_page: [
    409,
    'no Facebook page was selected in the dialog, or there is none: create a page, link the ' +
      'Instagram account to it, and select it',
  ],
  page_without_instagram: [
    409,
    'no selected Facebook page has a professional Instagram account linked: link it in the ' +
      'settings of the page, then begin again',
  ],
  personal_account: [
    409,
    'the Instagram account is personal: change it to a business or creator account in the ' +
      'app’s settings, then begin again',
  ],
  account_connected_elsewhere: [
    409,
    'another user has connected this account to gramd: they have to disconnect it first',
  ],
  another_account: [
    409,
    'a different account was authorized: begin again and sign in to Meta as the owner of this ' +
      'account',
  ],
  app_in_development: [
    409,
    'Meta does not let this app do that: while the app is in development mode, only people ' +
      'with a role in it may connect (App roles in Meta’s console)',
  ],
  login_not_configured: [
    409,
    'no Meta app is configured for this login: set META_APP_ID and META_APP_SECRET, or ' +
      'INSTAGRAM_APP_ID and INSTAGRAM_APP_SECRET',
  ],
  meta_down: [
    503,
    'Meta does not answer, or accepts no more calls for now: begin again in a few minutes',
  ],
  choice_expired: [
    404,
    'the choice of pages has ended: it can be made once, within 15 minutes; begin again',
  ],
} as const satisfies Record<string, readonly [HttpStatus, string]>

export type WrongEnd = keyof typeof WRONG_ENDS

/** An account was not connected; the code says why. */
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
