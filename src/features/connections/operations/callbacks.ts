import { html } from 'hono/html'
import { deauthorize, deleteOnRequest, findDeletion } from '../../../connections/disconnect.ts'
import { NotConnectedError } from '../../../connections/errors.ts'
import type { Connections } from '../../../connections/parts.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { localeOf, type Language } from '../../../base/languages.ts'
import { randomSecret } from '../../../base/secrets.ts'
import { BadSignatureError, StaleSignatureError } from '../../../http/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { json, problem, Timestamp, z } from '../../../http/router.ts'
import type { SignedRequest } from '../../../platforms/graph-api.ts'
import type { Services } from '../../services.ts'
import { languageOf, textsIn } from '../pages/dialog/language.ts'
import { tags } from './accounts.ts'

type Parts = Pick<Services, 'db' | 'connections' | 'queue' | 'clock'>

const operation = operationsFor<Parts>()

/** Anybody may send it: the longest signed request fits. */
const MAX_BYTES = 16 * 1024

/** Meta signs what it sends with the secret of the app. */
const signed = {
  method: 'post',
  access: 'open',
  tags,
  form: {
    schema: z.object({
      signed_request: z
        .string()
        .max(10_000)
        .openapi({ description: 'Signed with the app’s secret' }),
    }),
    maxBytes: MAX_BYTES,
  },
} as const
const refused = problem('The signature is not that of our app, or older than a day')

const DeletionStatus = z
  .object({
    status: z.literal('deleted'),
    accounts: z.int().openapi({ description: 'How many accounts were deleted' }),
    deleted_at: Timestamp,
  })
  .openapi('DeletionStatus')

/** Operations for the callbacks that Meta sends by itself. */
export const callbackOperations = {
  receiveDeauthorization: operation.raw({
    ...signed,
    path: '/api/ig/callbacks/deauthorize',
    summary: 'Meta says that an owner removed the app: their accounts are not read any more',
    responses: {
      200: json('Noted', z.object({ accounts: z.int() }).openapi('Deauthorization')),
      401: refused,
    },
    async run({ body }, services, { http, respond }) {
      const { connections, request } = readRequest(services, body.signed_request)
      const accounts = await deauthorize(connections, request)
      http.get('log').info({ accounts, login: request.login }, 'an owner removed the app')
      return respond({ accounts }, 200)
    },
  }),

  receiveDeletionRequest: operation.raw({
    ...signed,
    path: '/api/ig/callbacks/deletion',
    summary: 'Meta says that an owner wants their data deleted: accounts go with posts and metrics',
    responses: {
      200: json(
        'Deleted; the address says so',
        z
          .object({ url: z.string(), confirmation_code: z.string() })
          .openapi('DeletionConfirmation'),
      ),
      401: refused,
    },
    async run({ body }, services, { http, respond }) {
      const { connections, request } = readRequest(services, body.signed_request)
      const code = randomSecret()
      const accounts = await deleteOnRequest(connections, request, code)
      services.queue.pollSoon()
      http.get('log').info({ accounts, login: request.login }, 'an owner had their data deleted')
      const { origin } = new URL(connections.redirectUri)
      const url = `${origin}/api/ig/callbacks/deletion/${code}`
      return respond({ url, confirmation_code: code }, 200)
    },
  }),

  getDeletionStatus: operation.raw({
    method: 'get',
    path: '/api/ig/callbacks/deletion/{code}',
    access: 'open',
    tags,
    summary: 'What became of a request to delete; a page for browsers',
    params: z.strictObject({ code: z.string().min(1).max(100) }),
    responses: {
      200: {
        description: 'It is done',
        content: {
          'application/json': { schema: DeletionStatus },
          'text/html': { schema: z.string() },
        },
      },
      404: problem('No such request'),
    },
    async run({ params }, { db }, { http, respond }) {
      const found = await findDeletion(db, params.code)
      if (!found) throw new NoSuchRecordError('no such request to delete')
      const { accounts, created_at: deletedAt } = found
      if (!http.req.header('accept')?.includes('text/html'))
        return respond({ status: 'deleted', accounts, deleted_at: deletedAt.toISOString() }, 200)
      http.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
      return http.html(await deletionPage(languageOf(http), accounts, deletedAt))
    },
  }),
}

/** A replayed message would delete what its owner has connected again since. */
const MAX_AGE_MS = 24 * 3_600_000
/** Clocks of Meta and gramd may differ by as much. */
const MAX_SKEW_MS = 10 * 60_000

function isRecent(issuedAt: Date | null, now: Date): boolean {
  if (issuedAt === null) return false
  const ageMs = now.getTime() - issuedAt.getTime()
  return ageMs <= MAX_AGE_MS && ageMs >= -MAX_SKEW_MS
}

function readRequest(
  { connections, clock }: Parts,
  text: string,
): { connections: Connections; request: SignedRequest } {
  if (!connections) throw new NotConnectedError('login_not_configured')
  const request = connections.api.readSignedRequest(text)
  if (!request) throw new BadSignatureError()
  if (!isRecent(request.issuedAt, clock.now())) throw new StaleSignatureError()
  return { connections, request }
}

const deletionPage = async (language: Language, accounts: number, deletedAt: Date) => {
  const t = textsIn(language)
  const day = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' })
  return await html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <title>${t('erasedTitle')}</title>
      </head>
      <body>
        <h1>${t('erasedTitle')}</h1>
        <p>${t('erasedText', { n: accounts, date: day.format(deletedAt) })}</p>
      </body>
    </html>`
}
