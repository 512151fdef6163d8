import { type Document, METHODS, type Method } from './document.ts'
import { withOptionalDefaults } from './request-defaults.ts'
import { standardAnswers, takesKey, takesVersion, type Operation } from './standard-answers.ts'
import { Problem, type Router } from '../router.ts'

/** The subject of each tag's operations, in the order of the document. */
export const TAGS: Readonly<Record<string, string>> = {
  tasks: 'Units of work: queue, follow, retry and cancel them, one by one or many at once',
  jobs: 'What requests have started: counts of tasks, and one end',
  hashtags: 'Hashtags that are discovered every week',
  discovery: 'New creators by hashtag, place, similar creators and pasted lists',
  categories: 'Categories of creators and of posts, with synonyms',
  'category-names': 'Names from models that are not a category yet',
  blogs: 'Creators: search, profiles, posts, history, imports and exports',
  batches: 'Batches of questions to a model, their costs and the daily budget',
  lists: 'Lists and campaigns of creators, with comparisons and exports',
  erasures: 'Creators that were erased for good',
  media: 'Stored pictures',
  persons: 'People who own several profiles',
  relations: 'Followers, following, and whether one account follows another',
  projects: 'Content in production, its versions and their expected results',
  outgoing: 'Weekly reports of campaigns, and webhooks that get rows of campaigns and lists',
  'own accounts': "Professional accounts that are connected through Meta's official API",
  'own media': 'Posts of connected accounts with their metrics over time',
  catalog: 'Stores, drafts of products, products and their exports',
  publishing: 'Posts for many accounts: groups, uploads, captions, translations and publications',
  accounts: 'Instagram accounts of the pool, their sessions and budgets',
  proxies: 'Proxies of the accounts of the pool',
  pool: 'The pool of accounts as a whole: circuit breaker, capacity, quarantine',
  auth: 'Sign-in, sessions and second factors',
  users: 'Users, roles and the audit log',
  tokens: 'Tokens of programs',
  views: 'Saved views of pages of the console',
  notifications: 'Alerts that gramd has sent to the team',
  me: 'The inbox and the channels of the signed-in user',
  health: 'Health, probes, metrics and settings',
  schedule: 'Cron jobs and their next runs',
  stories: 'Stories of creators while they live, and which lists ask for them',
  campaigns: 'Signs of campaigns, promises of creators, what they published, and what it cost',
  watches: 'Lists whose creators are watched, and what happened to them',
  shares: 'Read-only links to creators, lists and reports, and addresses of CSV',
}

const DESCRIPTION = `gramd collects, analyzes and keeps fresh what a team needs to know about Instagram creators.

- **Authentication**: \`Authorization: Bearer TOKEN\`, with SCRAPER_API_KEY, a token made with \`POST /api/tokens\`, or the
  short one of a user from \`POST /api/auth/login\`. Each operation names the scope that it needs, such as
  \`creators:read\`; an *elevated* one needs a sign-in that gave its password or code within 15 minutes.
- **Errors** are RFC 9457 problems with a \`code\` that never changes, the faulty fields in \`errors\`, and the request's id.
- **Lists** take \`limit\` and either \`offset\` or the \`cursor\` that the page before gave as \`next_cursor\`.
- **Idempotency-Key** on a POST: the same request sent again within 24 hours gets its first answer, with
  \`Idempotency-Replayed: true\`.
- **References**: parameters with \`x-reference\` take the id of a thing or its name, such as a username with or without @; \`…\` and the
  last characters of an id mean that one. \`ambiguous_reference\` (422) has the candidates.
- **Versions**: what people edit has one, in the \`ETag\` of its answers. Send it as \`If-Match\` with a change, and the
  change is refused (412) if somebody else was faster; the problem has the row as it is now in \`current\`.
- **Names** of fields are in snake_case. Below \`/api/instagram\`, \`/api/ig/auth\` and \`/api/ig/bind\` a contract names
  them: answers are in camelCase there (\`nextCursor\`), and requests may have either spelling.
- **Times** are ISO 8601 in UTC.`

export function serveOpenApi(app: Router, version: string): void {
  let text: string | undefined
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description:
      'SCRAPER_API_KEY, a token made with POST /api/tokens, or one from POST /api/auth/login; ' +
      'the requirement names the scope',
  })
  app.openAPIRegistry.register('Problem', Problem)
  for (const { name, answer } of standardAnswers)
    app.openAPIRegistry.registerComponent('responses', name, answer)
  app.get('/openapi.json', (c) => {
    text ??= JSON.stringify(describeApi(app, version))
    return c.body(text, 200, { 'content-type': 'application/json' })
  })
}

/**
 * Returns the OpenAPI document: the declarations of all routers, and what applies to all of them.
 */
export function describeApi(app: Router, version: string): Document {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'gramd',
      version,
      description: DESCRIPTION,
      contact: { name: 'The operator of this gramd' },
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
    servers: [{ url: '.', description: 'Where this document was fetched from' }],
  })
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method]
      if (operation) completeOperation(operation, { method, path })
    }
  }
  withOptionalDefaults(document)
  document.tags = tagsOf(document)
  return document
}

/** The operations of a document. */
const operationsOf = ({ paths = {} }: Document): Operation[] =>
  Object.values(paths).flatMap((item) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      return operation ? [operation] : []
    }),
  )

/** The tags in use, each with its description; declared tags first, in their order. */
function tagsOf(document: Document): { name: string; description?: string }[] {
  const used = new Set(operationsOf(document).flatMap(({ tags = [] }) => tags))
  const names = [...Object.keys(TAGS).filter((name) => used.has(name)), ...used]
  return [...new Set(names)].map((name) => {
    const description = TAGS[name]
    return { name, ...(description === undefined ? {} : { description }) }
  })
}

function completeOperation(operation: Operation, at: { method: Method; path: string }): void {
  const responses: NonNullable<Operation['responses']> = operation.responses ?? {}
  for (const { status, name, appliesTo } of standardAnswers) {
    if (appliesTo(operation, at)) {
      responses[status] ??= { $ref: `#/components/responses/${name}` }
    }
  }
  operation.responses = responses
  const needs = scopeSentence(operation)
  operation.description =
    [needs, operation.description].filter(Boolean).join(' ') || tokenSentence(operation)
  nameScopes(operation)
  const added = [
    ...(takesKey(operation, at) ? [IDEMPOTENCY_KEY] : []),
    ...(takesVersion(operation) ? [IF_MATCH] : []),
  ]
  if (added.length > 0) operation.parameters = [...(operation.parameters ?? []), ...added]
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Makes it safe to send the request again: see the introduction',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
} as const

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag of the answer that you read: refused with 412 if it was changed since',
  schema: { type: 'string', minLength: 1 },
} as const

/** The sentence for an operation that declares neither a scope nor a text of its own. */
const tokenSentence = ({ security = [] }: Operation): string =>
  security.some((each) => 'bearer' in each) ? 'Needs a token.' : 'Needs no token.'

/**
 * Tools that read `security` expect scopes only for OAuth and OpenID, not for bearer tokens. The
 * scopes are in `x-scopes`; any of them suffices.
 */
function nameScopes(operation: Operation): void {
  const { security = [] } = operation
  const scopes = security.flatMap((each) => each['bearer'] ?? [])
  if (scopes.length === 0) return
  Object.assign(operation, { 'x-scopes': scopes })
  const isOptional = security.some((each) => Object.keys(each).length === 0)
  operation.security = [...(isOptional ? [{}] : []), { bearer: [] }]
}

function scopeSentence(operation: Operation): string | undefined {
  const { security = [] } = operation
  const scopes = security.flatMap((each) => each['bearer'] ?? [])
  const isElevated = 'x-elevated' in operation
  if (scopes.length === 0) return isElevated ? 'Needs an elevated sign-in.' : undefined
  // Callers without a scope get less.
  if (scopes.length !== security.length) return undefined
  const named = scopes.map((scope) => `\`${scope}\``).join(' or ')
  return `Needs the scope ${named}${isElevated ? ', elevated' : ''}.`
}
