import { personal, type Call, type Caller } from './call.ts'
import { readAccountInsights } from './endpoints/account-insights.ts'
import { readInsights, refusePart } from './endpoints/insights.ts'
import {
  deleteMedia,
  listMedia,
  listParts,
  listStories,
  readMedia,
  readPart,
} from './endpoints/media.ts'
import {
  businessIdOf,
  debugToken,
  listBusinesses,
  listOwnedPages,
  listPages,
  listPermissions,
  readPage,
  readPerson,
  withdraw,
} from './endpoints/people.ts'
import { readAccount, readMe } from './endpoints/profile.ts'
import { createContainer, readContainer } from './endpoints/containers.ts'
import { publish, readPublishingLimit } from './endpoints/publish.ts'
import { listComments, writeComment } from './endpoints/comments.ts'
import { subscribeAccount, subscribePage } from './endpoints/subscriptions.ts'
import type { Container } from './containers.ts'
import { GraphProblem, missing } from './errors.ts'
import type { Node } from './nodes.ts'
import type { Token } from './tokens.ts'
import type { Account, Page } from './world/accounts.ts'
import type { Post } from './world/posts.ts'

type Handlers<T> = Readonly<Record<string, (call: Call, token: Token, node: T) => unknown>>

// By method and edge, such as `GET media`; without an edge the object itself.

const PERSON: Handlers<null> = {
  GET: readPerson,
  'GET permissions': (_call, token) => listPermissions(token),
  'DELETE permissions': (_call, token) => withdraw(token),
  'GET accounts': listPages,
  'GET businesses': listBusinesses,
}

const ACCOUNT: Handlers<Account> = {
  GET: readAccount,
  'GET media': listMedia,
  'GET stories': listStories,
  'GET insights': readAccountInsights,
  'GET content_publishing_limit': readPublishingLimit,
  'POST media': createContainer,
  'POST media_publish': publish,
  'GET subscribed_apps': subscribeAccount,
  'POST subscribed_apps': subscribeAccount,
  'DELETE subscribed_apps': subscribeAccount,
}

const PAGE: Handlers<Page> = {
  GET: readPage,
  'GET subscribed_apps': subscribePage,
  'POST subscribed_apps': subscribePage,
  'DELETE subscribed_apps': subscribePage,
}

const POST: Handlers<Post> = {
  GET: readMedia,
  'GET insights': readInsights,
  'GET children': listParts,
  'GET comments': listComments,
  'POST comments': writeComment,
  DELETE: deleteMedia,
}

const CONTAINER: Handlers<Container> = { GET: readContainer }

const PART: Handlers<{ post: Post; id: string }> = { GET: readPart, 'GET insights': refusePart }

/** Answers a call below a version. Throws GraphProblem for what Meta would refuse. */
export function answerCall(call: Call, caller: Caller, node: Node | undefined): unknown {
  const { path, method, login } = call
  const [id = '', ...edge] = path
  const key = [method, ...edge].join(' ')
  if (login === 'facebook' && id === 'debug_token' && key === 'GET') return debugToken(call, caller)
  const token = personal(caller)
  if (id === 'me') return answerMe(call, token, key)
  return node ? answerNode(call, token, { node, key }) : answerBusiness(call, token, key)
}

function answerNode(call: Call, token: Token, { node, key }: { node: Node; key: string }): unknown {
  switch (node.kind) {
    case 'account':
      return run(ACCOUNT, key, call, token, node.account)
    case 'page':
      return run(PAGE, key, call, token, node.page)
    case 'post':
      return run(POST, key, call, token, node.post)
    case 'part':
      return run(PART, key, call, token, node)
    case 'container':
      return run(CONTAINER, key, call, token, node.container)
    case 'app':
      throw missing(call.path[0] ?? '', call.method.toLowerCase())
  }
}

/** The pages of the person's business; other businesses do not exist. */
function answerBusiness(call: Call, token: Token, key: string): unknown {
  const { context, path, method } = call
  const [id = ''] = path
  const person = context.directory.persons.get(token.grant.personKey)
  const isOwn = person !== undefined && id === businessIdOf(person.userId)
  if (isOwn && key === 'GET owned_pages') return listOwnedPages(call, token)
  if (isOwn && key === 'GET client_pages') return { data: [] }
  throw missing(id, method.toLowerCase())
}

function answerMe(call: Call, token: Token, key: string): unknown {
  const account = call.context.directory.accounts.get(token.grant.igId ?? '')
  if (!account) return run(PERSON, key, call, token, null)
  return key === 'GET' ? readMe(call, token, account) : run(ACCOUNT, key, call, token, account)
}

function run<T>(handlers: Handlers<T>, key: string, ...rest: [Call, Token, T]): unknown {
  const handler = Object.hasOwn(handlers, key) ? handlers[key] : undefined
  if (handler) return handler(...rest)
  const [call] = rest
  const edge = call.path.slice(1).join('/')
  throw new GraphProblem({
    message: `(#100) Tried accessing nonexisting field (${edge}) on node type`,
    code: 100,
  })
}
