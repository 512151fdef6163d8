import { fail, type Answer } from './answer.ts'
import { ACCOUNT_FAULTS, geoblock, row, type AccountFault } from './faults.ts'

/** How the user gets the code; `unflagged` is a text message that only the phone number reveals. */
export type CodeSource = 'app' | 'sms' | 'whatsapp' | 'unflagged'

/** The two-factor prompt of a login. */
export const twoFactorRequired = (
  username: string,
  identifier: string,
  source: CodeSource = 'app',
): Answer =>
  fail(400, {
    message: '',
    two_factor_required: true,
    two_factor_info: {
      username,
      ...(source === 'unflagged'
        ? {}
        : {
            sms_two_factor_on: source === 'sms',
            totp_two_factor_on: source === 'app',
            whatsapp_two_factor_on: source === 'whatsapp',
          }),
      obfuscated_phone_number: source === 'app' ? '' : '00',
      two_factor_identifier: identifier,
      show_messenger_code_option: false,
    },
    error_type: 'two_factor_required',
  })

export const LOGIN_FAULTS = {
  bad_password: row('none', () =>
    fail(400, {
      message: 'The password you entered is incorrect. Please try again.',
      invalid_credentials: true,
      error_title: 'Incorrect password for your account',
      buttons: [{ title: 'Try Again', action: 'dismiss' }],
      error_type: 'bad_password',
    }),
  ),
  invalid_user: row('none', () =>
    fail(400, {
      message:
        "The username you entered doesn't appear to belong to an account. Please check your " +
        'username and try again.',
      invalid_credentials: true,
      error_title: 'Incorrect Username',
      buttons: [{ title: 'Try Again', action: 'dismiss' }],
      error_type: 'invalid_user',
    }),
  ),
  /** A prompt for a code that only the owner of the phone gets; no code is accepted. */
  two_factor: row('none', () => twoFactorRequired('', 'by-sms', 'sms')),
  two_factor_whatsapp: row('none', () => twoFactorRequired('', 'by-whatsapp', 'whatsapp')),
  two_factor_unflagged: row('none', () => twoFactorRequired('', 'by-sms', 'unflagged')),
  challenge: ACCOUNT_FAULTS.challenge_required,
  checkpoint: ACCOUNT_FAULTS.checkpoint_required,
  consent: ACCOUNT_FAULTS.consent_required,
  /** Here it is about the account. */
  geoblock: row('freeze', geoblock),
  masked_not_found: ACCOUNT_FAULTS.masked_not_found,
  redirect_challenge: ACCOUNT_FAULTS.redirect_challenge,
  suspended: ACCOUNT_FAULTS.suspended,
  redirect_suspended: ACCOUNT_FAULTS.redirect_suspended,
  inactive_user: ACCOUNT_FAULTS.inactive_user,
  feedback: ACCOUNT_FAULTS.feedback_required,
  rate_limit: ACCOUNT_FAULTS.rate_limit,
  rate_limit_html: ACCOUNT_FAULTS.rate_limit_html,
  rate_limit_400: ACCOUNT_FAULTS.rate_limit_400,
  rate_limit_401: ACCOUNT_FAULTS.rate_limit_401,
  rate_limit_error: ACCOUNT_FAULTS.rate_limit_error,
  unauthorized: ACCOUNT_FAULTS.unauthorized_passing,
  sentry_block: ACCOUNT_FAULTS.sentry_block,
  app_outdated: ACCOUNT_FAULTS.app_outdated_needs_upgrade,
  app_outdated_eu: ACCOUNT_FAULTS.app_outdated_eu,
  app_outdated_467: ACCOUNT_FAULTS.app_outdated,
  app_outdated_checkpoint: ACCOUNT_FAULTS.app_outdated_checkpoint,
  server_error: ACCOUNT_FAULTS.server_error,
  bad_gateway: ACCOUNT_FAULTS.bad_gateway,
  unavailable: ACCOUNT_FAULTS.unavailable,
  hang: ACCOUNT_FAULTS.hang,
  reset: ACCOUNT_FAULTS.reset,
  html_200: ACCOUNT_FAULTS.html_200,
  fail_200: ACCOUNT_FAULTS.fail_200,
} satisfies Record<string, AccountFault>

export type LoginFaultKind = keyof typeof LOGIN_FAULTS

export const LOGIN_FAULT_KINDS = Object.keys(LOGIN_FAULTS) as LoginFaultKind[]

/** Prompts for a code that only the owner of the phone gets. */
export const MESSAGE_PROMPTS: Partial<Record<LoginFaultKind, CodeSource>> = {
  two_factor: 'sms',
  two_factor_whatsapp: 'whatsapp',
  two_factor_unflagged: 'unflagged',
}
