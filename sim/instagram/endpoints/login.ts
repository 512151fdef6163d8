import type { Account } from '../account.ts'
import { fail, ok } from '../answer.ts'
import { ACCOUNT_FAULTS, outcomeOf } from '../faults.ts'
import {
  LOGIN_FAULTS,
  MESSAGE_PROMPTS,
  twoFactorRequired,
  type LoginFaultKind,
} from '../login-faults.ts'
import { passwordFingerprint } from '../login-key.ts'
import { createRandom } from '../random.ts'
import { smallAvatarUrl } from '../wire/image.ts'
import { takeFault } from '../take-fault.ts'
import { sessionCookies } from './cookies.ts'
import { textField } from './field.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'

export const loginRoutes: Route[] = [
  {
    method: 'POST',
    path: /^\/api\/v1\/accounts\/login\/$/,
    endpointClass: 'login',
    needsSession: false,
    answer: login,
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/accounts\/two_factor_login\/$/,
    endpointClass: 'login_flow',
    needsSession: false,
    answer: twoFactorLogin,
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/accounts\/current_user\/$/,
    endpointClass: 'session_check',
    needsSession: true,
    answer: ({ account }) =>
      ok({ user: { ...(account ? accountUser(account) : {}), birthday: null, gender: 1 } }),
  },
]

function login(request: ApiRequest, services: Services): Outcome {
  const { account, form, arrival } = request
  // A version is refused for unknown users too.
  const refusal = services.gates.refuseLogin(request.appVersion)
  if (refusal) return refusal
  if (!account) return LOGIN_FAULTS.invalid_user.answer(services.clock.now())
  const password = services.loginKey.decrypt(textField(form, 'enc_password'))
  const fingerprint = passwordFingerprint(password ?? '')
  services.referee.judgePassword(arrival, fingerprint)
  const worldTime = services.clock.now()
  if (account.isKilled) return outcomeOf(ACCOUNT_FAULTS.challenge_required, 'challenge', worldTime)
  const fault = takeLoginFault(account, services)
  const refused = fault ?? (password === account.password ? null : 'bad_password')
  if (refused === 'bad_password') services.referee.passwordRefused(account.username, fingerprint)
  if (refused) return refusedLogin(refused, account, worldTime)
  const needsCode = account.twoFactorCode !== null || account.totp !== null
  return needsCode ? askForCode(account, services) : loggedIn(request, account, services)
}

/**
 * Random faults are drawn even if an ordered one comes first, so that orders do not change later
 * draws.
 */
function takeLoginFault(account: Account, { randomFaults }: Services): LoginFaultKind | null {
  const struck = randomFaults.storm?.strikeLogin(account.username) ?? null
  return takeFault(account.loginFaults, 'login') ?? struck
}

function askForCode(account: Account, { seed }: Services): Outcome {
  const identifier = createRandom(seed, '2fa', account.index, account.logins).token(16)
  account.twoFactorIdentifier = identifier
  return twoFactorRequired(account.username, identifier)
}

function refusedLogin(fault: LoginFaultKind, account: Account, worldTime: Date): Outcome {
  const source = MESSAGE_PROMPTS[fault]
  if (source) return twoFactorRequired(account.username, 'by-message', source)
  return outcomeOf(LOGIN_FAULTS[fault], fault, worldTime)
}

function twoFactorLogin(request: ApiRequest, services: Services): Outcome {
  const { form, arrival } = request
  const account = services.accounts.find(textField(form, 'username'))
  const isExpected =
    account?.twoFactorIdentifier !== null &&
    account?.twoFactorIdentifier === form['two_factor_identifier']
  if (!account || !isExpected) {
    return fail(400, { message: 'Invalid Parameters', error_type: 'invalid_parameters' })
  }
  if (!acceptsCode(account, textField(form, 'verification_code'), arrival.at)) {
    return fail(400, {
      message: 'Please check the security code and try again.',
      error_type: 'sms_code_validation_code_invalid',
    })
  }
  account.twoFactorIdentifier = null
  return loggedIn(request, account, services)
}

function acceptsCode(account: Account, typedCode: string, at: number): boolean {
  const code = typedCode.replaceAll(' ', '')
  return code === account.twoFactorCode || (account.totp?.accept(code, at) ?? false)
}

function loggedIn({ arrival }: ApiRequest, account: Account, services: Services): Outcome {
  const { accounts, seed } = services
  const place = { deviceId: arrival.deviceId ?? '', proxy: arrival.proxy }
  const session = accounts.openSession(account, place, arrival.at)
  const authorization = Buffer.from(
    JSON.stringify({ ds_user_id: account.pk, sessionid: session.id }),
  ).toString('base64')
  return ok(
    { logged_in_user: accountUser(account) },
    {
      'ig-set-authorization': `Bearer IGT:2:${authorization}`,
      'x-ig-set-www-claim': `hmac.${createRandom(seed, 'claim', session.id).token(43)}`,
      'set-cookie': sessionCookies(seed, account.pk, session.id, accounts.sessionLifetimeSeconds),
    },
  )
}

const accountUser = (account: Account): Record<string, unknown> => ({
  pk: BigInt(account.pk),
  pk_id: account.pk,
  username: account.username,
  full_name: '',
  is_private: true,
  is_verified: false,
  profile_pic_url: smallAvatarUrl(account.pk),
  biography: '',
  external_url: '',
  email: `${account.username}@example.com`,
  phone_number: '',
  can_see_organic_insights: false,
})
