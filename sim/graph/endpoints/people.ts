import { personal, type Call, type Caller } from '../call.ts'
import { pictureUrl } from '../cdn.ts'
import { invalid, missing } from '../errors.ts'
import { named, project, type Resolvers } from '../fields.ts'
import { limitOf, pageOf, readCursor } from '../paging.ts'
import { requireRight } from '../rights.ts'
import { END_REASONS, endOf, type Token } from '../tokens.ts'
import type { Page } from '../world/accounts.ts'
import { fieldsOf } from './media.ts'

/** `GET /me` of Facebook Login: the person, or the page of a page token. */
export function readPerson(call: Call, token: Token) {
  const { directory } = call.context
  const page = token.pageId === null ? undefined : directory.pages.get(token.pageId)
  if (page) return readPage(call, token, page)
  const person = directory.persons.get(token.grant.personKey)
  const resolvers = { id: () => person?.userId, name: () => `Person ${token.grant.personKey}` }
  return project('User', resolvers, fieldsOf(call.params, named('id', 'name')))
}

/** `GET /me/permissions`. */
export function listPermissions({ grant }: Token) {
  const each = (status: string) => (permission: string) => ({ permission, status })
  return {
    data: [
      ...[...grant.granted].map(each('granted')),
      ...[...grant.declined].map(each('declined')),
    ],
  }
}

/** `DELETE /me/permissions`: the whole grant, with all tokens of it. */
export function withdraw({ grant }: Token) {
  grant.isRevoked = true
  return { success: true }
}

/** `GET /me/accounts`: the pages that the person ticked. */
export function listPages(call: Call, token: Token) {
  requireRight(token, 'pages')
  const { directory } = call.context
  const limit = limitOf(call)
  const pages = [...token.grant.pageIds].flatMap((id) => directory.pages.get(id) ?? [])
  const after = call.params.get('after')
  const last = after === null ? null : readCursor(after)
  const from = pages.findIndex(({ id }) => id === last) + 1
  const selected = pages.slice(from, from + limit)
  const page = pageOf(call, selected, {
    token: token.token,
    cursor: ({ id }) => id,
    hasMore: from + limit < pages.length,
  })
  const fields = fieldsOf(call.params, named('id', 'name', 'access_token', 'tasks'))
  return {
    ...page,
    data: selected.map((each) => project('Page', pageFields(call, token, each), fields)),
  }
}

/** `GET /{page}`. */
export function readPage(call: Call, token: Token, page: Page) {
  const isOwn = token.login === 'facebook' && token.grant.pageIds.has(page.id)
  if (!isOwn || (token.pageId !== null && token.pageId !== page.id)) throw missing(page.id)
  requireRight(token, 'pageContent')
  return project('Page', pageFields(call, token, page), fieldsOf(call.params, named('id', 'name')))
}

function pageFields({ context, at }: Call, token: Token, page: Page): Resolvers {
  const account = page.igId === null ? undefined : context.directory.accounts.get(page.igId)
  return {
    id: () => page.id,
    name: () => page.name,
    tasks: () => page.tasks,
    access_token: () =>
      token.kind === 'page' ? token.token : context.tokens.ofPage(token, page.id, at).token,
    instagram_business_account: ({ fields }) =>
      account &&
      project(
        'IGUser',
        {
          id: () => account.igId,
          username: () => account.username,
          name: () => account.name,
          profile_picture_url: () => pictureUrl(context, account.igId, at),
        },
        fields ?? named('id'),
      ),
  }
}

/** `GET /me/businesses`: every person has one, with all pages of theirs. */
export function listBusinesses(call: Call, token: Token) {
  requireRight(token, 'businesses')
  const person = call.context.directory.persons.get(token.grant.personKey)
  return {
    data: person ? [{ id: businessIdOf(person.userId), name: `Business ${person.key}` }] : [],
  }
}

export const businessIdOf = (userId: string): string => `9${userId.slice(1)}`

/** `GET /{business}/owned_pages`. */
export function listOwnedPages(call: Call, token: Token) {
  requireRight(token, 'businesses')
  const { directory } = call.context
  const ids = directory.persons.get(token.grant.personKey)?.pageIds ?? []
  const fields = fieldsOf(call.params, named('id', 'name'))
  const pages = ids.flatMap((id) => directory.pages.get(id) ?? [])
  return { data: pages.map((page) => project('Page', pageFields(call, token, page), fields)) }
}

/** `GET /debug_token`, with the app's own token or one of the same app. */
export function debugToken(call: Call, caller: Caller) {
  if (caller.kind === 'token') personal(caller)
  const input = call.params.get('input_token')
  if (input === null) throw invalid('The parameter input_token is required')
  const { context, at } = call
  const token = context.tokens.find(input)
  const app_id = context.apps.facebook.id
  if (!token || token.login !== 'facebook') {
    const error = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' }
    return { data: { app_id, is_valid: false, scopes: [], error } }
  }
  return { data: { app_id, ...stateOf(call, token, at) } }
}

function stateOf({ context }: Call, token: Token, at: number) {
  const { grant, pageId, kind, issuedAt, endsAt } = token
  const { directory } = context
  const ended = endOf(token, at)
  const accounts = [...grant.pageIds].flatMap((id) => directory.pages.get(id)?.igId ?? [])
  const granted = [...grant.granted]
  return {
    type: kind.toUpperCase(),
    application: 'gramd',
    user_id: directory.persons.get(grant.personKey)?.userId,
    ...(pageId !== null && { profile_id: pageId }),
    is_valid: ended === null,
    issued_at: Math.floor(issuedAt / 1_000),
    expires_at: endsAt === null ? 0 : Math.floor(endsAt / 1_000),
    data_access_expires_at: Math.floor(grant.dataAccessEndsAt / 1_000),
    scopes: ended === null ? granted : [],
    granular_scopes: granted
      .filter((scope) => /^(instagram|pages)_/.test(scope))
      .map((scope) => ({
        scope,
        target_ids: scope.startsWith('instagram_') ? accounts : [...grant.pageIds],
      })),
    ...(ended !== null && {
      error: {
        code: 190,
        subcode: END_REASONS[ended].subcode,
        message: END_REASONS[ended].text,
      },
    }),
  }
}
