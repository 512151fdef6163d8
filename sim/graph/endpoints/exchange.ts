import type { Context } from '../call.ts'
import type { CodeStore } from '../codes.ts'
import { GraphProblem, badToken, invalid } from '../errors.ts'
import { bigNumber } from '../json.ts'
import type { Login } from '../grants.ts'
import { LONG_MS, type Token } from '../tokens.ts'

const DAY_MS = 24 * 3_600_000

/** A request for a token. */
export type Exchange = {
  context: Context
  codes: CodeStore
  params: URLSearchParams
  method: string
  at: number
}

/** The endpoint of Instagram's codes has errors of its own shape. */
export class ExchangeProblem extends Error {}

/** `GET|POST /oauth/access_token` of Facebook: a code, or a short-lived token, for a token. */
export function exchangeAtFacebook(exchange: Exchange) {
  const { context, params, at } = exchange
  checkApp(exchange, 'facebook')
  const type = params.get('grant_type')
  if (type === 'client_credentials') {
    const { id, secret } = context.apps.facebook
    return { access_token: `${id}|${secret}`, token_type: 'bearer' }
  }
  if (type === 'fb_exchange_token') {
    const token = context.tokens.check(params.get('fb_exchange_token') ?? '', at)
    if (token.kind !== 'user')
      throw badToken('Invalid OAuth access token - Cannot parse access token')
    const long = context.tokens.extend(token, at)
    return { access_token: long.token, token_type: 'bearer', expires_in: secondsLeft(long, at) }
  }
  if (type !== null && type !== 'authorization_code') throw invalid('Invalid grant_type')
  const code = takeCode(exchange, 'facebook')
  if (code === 'used') throw invalid('This authorization code has been used.', 36_009)
  if (code === 'unknown') throw invalid('Invalid verification code format.')
  if (code === 'expired') throw invalid('This authorization code has expired.', 36_007)
  if (code === 'other redirect') {
    throw invalid(
      'Error validating verification code. Please make sure your redirect_uri is identical to ' +
        'the one you used in the OAuth dialog request',
      36_008,
    )
  }
  return { access_token: code.token, token_type: 'bearer', expires_in: secondsLeft(code, at) }
}

/** `POST api.instagram.com/oauth/access_token`. */
export function exchangeAtInstagram(exchange: Exchange) {
  const { context, params, method } = exchange
  if (method !== 'POST') throw new ExchangeProblem('Unsupported request - method type: get')
  const app = context.apps.instagram
  if (params.get('client_id') !== app.id) throw new ExchangeProblem('Invalid platform app')
  if (params.get('client_secret') !== app.secret) {
    throw new ExchangeProblem('Error validating client secret.')
  }
  if (params.get('grant_type') !== 'authorization_code') {
    throw new ExchangeProblem('Invalid grant_type')
  }
  const code = takeCode(exchange, 'instagram')
  if (code === 'other redirect') {
    throw new ExchangeProblem(
      'Error validating verification code. Please make sure your redirect_uri is identical to ' +
        'the one you used in the OAuth dialog request',
    )
  }
  if (typeof code === 'string') {
    throw new ExchangeProblem('Matching code was not found or was already used')
  }
  const account = context.directory.accounts.get(code.grant.igId ?? '')
  const permissions = [...code.grant.granted]
  const { token: access_token } = code
  if (context.switches.shape === 'data') {
    const user_id = account?.scopedId
    return { data: [{ access_token, user_id, permissions: permissions.join(',') }] }
  }
  return { access_token, user_id: bigNumber(account?.igId ?? ''), permissions }
}

/** `GET graph.instagram.com/access_token` and `/refresh_access_token`. */
export function extendAtInstagram({ context, params, method, at }: Exchange, isRefresh: boolean) {
  if (method !== 'GET') {
    throw new GraphProblem({ message: 'Unsupported request - method type: post', code: 100 })
  }
  const type = isRefresh ? 'ig_refresh_token' : 'ig_exchange_token'
  if (params.get('grant_type') !== type) throw invalid('Invalid grant_type')
  const secret = context.apps.instagram.secret
  if (!isRefresh && params.get('client_secret') !== secret) {
    throw new GraphProblem({ message: 'Error validating client secret.', code: 1 })
  }
  const token = context.tokens.check(params.get('access_token') ?? '', at)
  const isRight = token.kind === 'instagram' && token.isLong === isRefresh
  if (!isRight) throw badToken('Invalid OAuth access token - Cannot parse access token')
  if (isRefresh) checkRenewable(token, at)
  const long = context.tokens.extend(token, at)
  return {
    access_token: long.token,
    token_type: 'bearer',
    expires_in: LONG_MS / 1_000,
    ...(isRefresh && { permissions: [...long.grant.granted].join(',') }),
  }
}

function checkRenewable({ issuedAt, grant }: Token, at: number): void {
  if (at - issuedAt < DAY_MS) {
    throw invalid('The access token has to be at least 24 hours old to be refreshed')
  }
  if (!grant.granted.has('instagram_business_basic')) {
    throw invalid('The permission instagram_business_basic is not granted')
  }
}

const secondsLeft = ({ endsAt }: Token, at: number): number =>
  endsAt === null ? 0 : Math.floor((endsAt - at) / 1_000)

function checkApp({ context, params }: Exchange, login: Login): void {
  const app = context.apps[login]
  if (params.get('client_id') !== app.id) {
    const message =
      'Error validating application. Cannot get application info due to a system error.'
    throw new GraphProblem({ message, code: 101 })
  }
  if (params.get('client_secret') !== app.secret) {
    throw new GraphProblem({ message: 'Error validating client secret.', code: 1 })
  }
}

/** The short-lived token of a code, or what is wrong with the code. */
function takeCode({ context, codes, params, at }: Exchange, login: Login) {
  const text = params.get('code') ?? ''
  const code = codes.find(text)
  if (!code || code.login !== login) return 'unknown'
  if (code.isUsed) {
    context.referee.broken('code_reused', `POST ${login}/oauth/access_token`, 'a code twice')
    return 'used'
  }
  if (at >= code.endsAt) return 'expired'
  if (params.get('redirect_uri') !== code.redirectUri) return 'other redirect'
  code.isUsed = true
  return context.tokens.issue(code.grant, at)
}
