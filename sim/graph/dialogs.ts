import type { CodeStore } from './codes.ts'
import type { Context } from './call.ts'
import { consentPage, faultPage } from './dialog-pages.ts'
import { RIGHTS } from './rights.ts'
import type { Login } from './grants.ts'
import type { Person } from './world/accounts.ts'

/** How a person answers a dialog. */
export type Consent = {
  /** The key of the person. */
  as: string
  /** The chosen one of the person's Instagram accounts; the first by default. */
  account?: string
  /** Closes the dialog without granting anything. */
  deny?: boolean
  /** Rights that stay unticked. */
  decline?: readonly string[]
  /** Names of the pages to tick; all by default. */
  pages?: readonly string[]
}

/** The request of a dialog. */
export type LoginRequest = {
  login: Login
  redirectUri: string
  state: string | null
  rights: readonly string[]
  /** Facebook Login for Business: a right that is declined declines all. */
  isAllOrNone: boolean
  /** Asks again for rights that were declined before. */
  isAgain: boolean
}

export type Dialogs = {
  /** Answers the address of a dialog: a page that asks, or the way back. */
  open(request: Request, login: Login): Promise<Response>
  /** Answers a dialog as a person; throws for an address that Meta would refuse. */
  answer(address: string, consent: Consent): string
  /** Answers all dialogs so from now on, without asking; null asks again. */
  setConsent(consent: Consent | null): void
}

/** The address or the app is wrong: Meta shows this instead of going back. */
class DialogFault extends Error {}

export function createDialogs(context: Context, codes: CodeStore): Dialogs {
  let fixed: Consent | null = null

  return {
    async open(request, login) {
      try {
        const url = new URL(request.url)
        const loginRequest = readLoginRequest(context, url, login)
        if (request.method === 'POST')
          return back(settle(context, codes, loginRequest, await readForm(request)))
        context.referee.observeState(loginRequest.state, `GET ${login} dialog`)
        if (fixed) return back(settle(context, codes, loginRequest, fixed))
        return page(
          consentPage(loginRequest, [...context.directory.persons.values()], context.directory),
        )
      } catch (thrown) {
        if (!(thrown instanceof DialogFault)) throw thrown
        return page(faultPage(thrown.message), 400)
      }
    },
    answer(address, consent) {
      const url = new URL(address)
      const login = url.pathname.endsWith('/dialog/oauth') ? 'facebook' : 'instagram'
      const loginRequest = readLoginRequest(context, url, login)
      context.referee.observeState(loginRequest.state, `GET ${login} dialog`)
      return settle(context, codes, loginRequest, consent)
    },
    setConsent(consent) {
      fixed = consent
    },
  }
}

const back = (location: string): Response =>
  new Response(null, { status: 302, headers: { location } })

const page = (html: string, status = 200): Response =>
  new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })

/** Throws DialogFault for the first thing that Meta would not accept. */
function readLoginRequest(context: Context, { searchParams }: URL, login: Login): LoginRequest {
  const app = context.apps[login]
  const redirectUri = searchParams.get('redirect_uri') ?? ''
  if (searchParams.get('client_id') !== app.id) throw new DialogFault('Invalid app ID')
  if (!(app.redirectUris?.includes(redirectUri) ?? URL.canParse(redirectUri))) {
    throw new DialogFault(
      'URL blocked: this redirect failed because the redirect URI is not allow-listed in the ' +
        'app’s client OAuth settings.',
    )
  }
  if (searchParams.get('response_type') !== 'code') throw new DialogFault('Invalid response_type')
  const configId = login === 'facebook' ? searchParams.get('config_id') : null
  return {
    login,
    redirectUri,
    state: searchParams.get('state'),
    rights: rightsOf(context, login, configId ?? undefined, searchParams.get('scope') ?? ''),
    isAllOrNone: configId !== null,
    isAgain: searchParams.get('auth_type') === 'rerequest',
  }
}

function rightsOf(
  { loginConfig }: Context,
  login: Login,
  configId: string | undefined,
  scope: string,
): readonly string[] {
  if (configId !== undefined) {
    if (configId !== loginConfig.id) throw new DialogFault('Invalid config_id')
    return loginConfig.rights
  }
  const rights = scope.split(/[\s,]+/).filter(Boolean)
  const unknown = rights.filter((right) => !RIGHTS[login].includes(right))
  if (unknown.length > 0 || rights.length === 0) {
    throw new DialogFault(`Invalid Scopes: ${unknown.join(', ') || 'none'}`)
  }
  return rights
}

async function readForm(request: Request): Promise<Consent> {
  const form = new URLSearchParams(await request.text())
  const ticked = form.getAll('right')
  return {
    as: form.get('as') ?? '',
    ...(form.has('account') && { account: form.get('account') ?? '' }),
    deny: form.has('deny'),
    decline: form.getAll('offered').filter((right) => !ticked.includes(right)),
    ...(form.has('choose_pages') && { pages: form.getAll('page') }),
  }
}

/** Applies the person's answer and returns the address of the way back. */
function settle(
  context: Context,
  codes: CodeStore,
  loginRequest: LoginRequest,
  consent: Consent,
): string {
  const { login, redirectUri, state } = loginRequest
  const person = context.directory.persons.get(consent.as)
  if (!person) throw new DialogFault(`There is no person ${consent.as}`)
  if (context.switches.inDevelopment) {
    throw new DialogFault(
      login === 'facebook'
        ? 'App not active: this app is not accessible right now and the app developer is aware ' +
            'of the issue.'
        : 'Invalid request: Insufficient developer role',
    )
  }
  const url = new URL(redirectUri)
  if (consent.deny) {
    url.searchParams.set('error', 'access_denied')
    if (login === 'facebook') url.searchParams.set('error_code', '200')
    url.searchParams.set('error_description', 'Permissions error')
    url.searchParams.set('error_reason', 'user_denied')
    if (state !== null) url.searchParams.set('state', state)
    return login === 'facebook' ? `${url.href}#_=_` : url.href
  }
  const at = context.clock.now().getTime()
  const grant = context.grants.give({ ...grantOf(context, loginRequest, consent, person), at })
  url.searchParams.set('code', codes.issue(grant, redirectUri, at).code)
  if (state !== null) url.searchParams.set('state', state)
  return `${url.href}${login === 'facebook' ? '#_=_' : '#_'}`
}

function grantOf(context: Context, loginRequest: LoginRequest, consent: Consent, person: Person) {
  const { login, rights, isAllOrNone, isAgain } = loginRequest
  const { directory, grants } = context
  const igId = login === 'instagram' ? accountIdOf(context, consent, person) : null
  const before = grants.find(login, person.key, igId)
  // Facebook does not ask again for what was declined, unless the app says so.
  const silent = isAgain || login === 'instagram' ? new Set<string>() : before?.declined
  const declined = rights.filter((right) => consent.decline?.includes(right) || silent?.has(right))
  const isNone = isAllOrNone && declined.length > 0
  return {
    login,
    personKey: person.key,
    igId,
    granted: isNone ? [] : rights.filter((right) => !declined.includes(right)),
    declined: isNone ? rights : declined,
    pageIds: person.pageIds.filter((id) => {
      const name = directory.pages.get(id)?.name ?? ''
      return consent.pages?.includes(name) ?? true
    }),
  }
}

function accountIdOf({ directory }: Context, { account }: Consent, person: Person): string {
  const id = person.igIds.find(
    (each) => account === undefined || directory.accounts.get(each)?.username === account,
  )
  if (id === undefined) throw new DialogFault('This person has no such Instagram account')
  return id
}
