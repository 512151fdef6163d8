import { beginConnecting } from '../../../connections/begin.ts'
import { chooseConnections, offeredChoices } from '../../../connections/choose.ts'
import { NotConnectedError } from '../../../connections/errors.ts'
import type { Connections } from '../../../connections/parts.ts'
import { ownerOfNew, ownerSeenBy } from '../../../http/access/owner.ts'
import {
  createRoute,
  createRouter,
  formBody,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { tags } from './accounts.ts'
import { ConnectedView, Offer, viewConnected, viewOffer } from '../connecting-view.ts'
import {
  BROWSER_COOKIE,
  CALLBACK_PATH,
  comeBack,
  endDialog,
  type WayBackParts,
} from '../come-back.ts'
import { CONFIRM_PATH } from '../confirmation-page.ts'
import { LOGINS } from '../connection-view.ts'

/** The same secret, when the console asks for the address of the dialog. */
const BROWSER_HEADER = 'x-gramd-browser'
const MOST_PAGES = 200

const SUCCESS = { success: z.literal(true) }

const wrongEnd = problem('It was not connected; `code` says why, and `detail` what to do')

const wrongEndOrPage = {
  ...wrongEnd,
  content: { ...wrongEnd.content, 'text/html': { schema: z.string() } },
}

const url = createRoute({
  method: 'get',
  path: '/api/ig/auth/url',
  access: 'own:write',
  operationId: 'beginConnecting',
  tags,
  summary: 'The address at which an owner lets gramd read an account',
  description:
    'Open it within ten minutes in the browser in which the owner is signed in to Meta; it leads back to gramd, which then names the account.',
  request: {
    query: z.strictObject({
      login: z.enum(LOGINS).optional().openapi({
        description:
          'facebook: accounts with a Facebook page; may be left out where one login is configured',
      }),
      account: z
        .uuid()
        .optional()
        .openapi({ description: 'A connected account, to authorize it again' }),
      rights: z
        .string()
        .regex(/^[a-z_]+(,[a-z_]+)*$/, 'expected names of rights, separated by commas')
        .optional()
        .openapi({ description: 'Refused rights to ask for again, instead of all' }),
    }),
    headers: z.object({
      [BROWSER_HEADER]: z
        .string()
        .regex(/^[A-Za-z0-9_-]{43}$/, 'expected 32 bytes in base64url')
        .optional()
        .openapi({
          description: `Binds the way back to the browser that has this value in its cookie ${BROWSER_COOKIE}`,
        }),
    }),
  },
  responses: {
    200: json(
      'The address',
      z
        .object({ url: z.string(), state: z.string(), expires_at: Timestamp })
        .openapi('ConnectingAddress'),
    ),
    404: problem('No such connected account of yours'),
    409: wrongEnd,
  },
})

const ENDS = {
  200: {
    description: 'The account is connected, or its page has to be chosen: POST /api/ig/auth/choose',
    content: {
      'application/json': {
        schema: z.union([ConnectedView.extend(SUCCESS), Offer.extend(SUCCESS)]),
      },
      'text/html': { schema: z.string() },
    },
  },
  400: wrongEndOrPage,
  403: wrongEndOrPage,
  409: wrongEndOrPage,
  503: wrongEndOrPage,
}

const wayBack = {
  method: 'get',
  access: 'open',
  tags,
  summary: 'Where Meta’s dialog leads back to',
  description:
    'The state says who began the dialog, and counts once. A dialog that was begun with the secret of a browser ends in that browser only; any other one asks the person who granted access first who will own the connection: a browser by a page, a program by 409 owner_unconfirmed. A browser gets a page, or is led to the console if the dialog was begun there.',
  request: {
    // Meta and browsers add what they like.
    query: z.object({
      state: z.string().max(200).default(''),
      code: z.string().max(2_000).optional(),
      error: z.string().max(200).optional(),
    }),
  },
  responses: {
    ...ENDS,
    303: { description: 'To the console' },
  },
} as const

const callback = createRoute({ ...wayBack, path: CALLBACK_PATH, operationId: 'finishConnecting' })
/** The same by the name that it has among the paths of stores; Meta leads to the other one. */
const callbackOfStores = createRoute({
  ...wayBack,
  path: '/api/instagram/auth/callback',
  operationId: 'finishConnectingStore',
})

/** Anybody may send it: the longest state and code fit, percent-encoded. */
const MAX_CONFIRM_BYTES = 8 * 1024

const confirm = createRoute({
  method: 'post',
  path: CONFIRM_PATH,
  access: 'open',
  operationId: 'confirmConnecting',
  tags,
  summary: 'End a dialog that a program began, as the person who granted access',
  description:
    'The page of the way back sends this. The code is Meta’s, which the browser of that person alone has.',
  request: {
    body: formBody(
      z.object({ state: z.string().min(1).max(200), code: z.string().min(1).max(2_000) }),
      { maxBytes: MAX_CONFIRM_BYTES },
    ),
  },
  responses: ENDS,
})

const offered = createRoute({
  method: 'get',
  path: '/api/ig/auth/choose',
  access: 'own:write',
  operationId: 'listConnectingChoices',
  tags,
  summary: 'The pages that the dialog left to choose from',
  request: { query: z.strictObject({ grant: z.string().min(1).max(100) }) },
  responses: { 200: json('The pages', Offer), 404: wrongEnd, 409: wrongEnd },
})

const choose = createRoute({
  method: 'post',
  path: '/api/ig/auth/choose',
  access: 'own:write',
  operationId: 'chooseConnectingPages',
  tags,
  summary: 'Connect the accounts of these pages; they can be chosen once, within 15 minutes',
  request: {
    body: jsonBody(
      z
        .strictObject({
          grant: z.string().min(1).max(100),
          page_ids: z
            .array(z.string().regex(/^\d{1,30}$/))
            .min(1)
            .max(MOST_PAGES),
        })
        .openapi('ConnectingChoice'),
    ),
  },
  responses: {
    200: json(
      'What was connected',
      z
        .object({
          accounts: z.array(ConnectedView),
          refused: z.array(
            z.object({ page_id: z.string(), code: z.string(), message: z.string() }),
          ),
        })
        .openapi('ConnectedAccounts'),
    ),
    404: wrongEnd,
  },
})

export function authRoutes({
  connections,
  config,
}: Pick<Services, 'connections' | 'config'>): Router {
  const router = createRouter()
  const needed = (): Connections => {
    if (!connections) throw new NotConnectedError('login_not_configured')
    return connections
  }
  router.openapi(url, async (c) => {
    const { login, account, rights } = c.req.valid('query')
    const principal = c.get('principal')
    const begun = await beginConnecting(needed(), {
      ownerId: ownerOfNew(principal),
      seenBy: ownerSeenBy(principal),
      login: login ?? null,
      connectionId: account ?? null,
      rights: rights?.split(',') ?? [],
      browser: c.req.valid('header')[BROWSER_HEADER] ?? null,
    })
    c.set('answerMayBeKept', false)
    const { state, expiresAt } = begun
    return c.json({ url: begun.url, state, expires_at: expiresAt.toISOString() }, 200)
  })
  addWaysBack(router, { connections, publicUrl: config.publicUrl })
  router.openapi(offered, async (c) => {
    const { grant } = c.req.valid('query')
    const found = await offeredChoices(needed(), ownerSeenBy(c.get('principal')), grant)
    c.set('answerMayBeKept', false)
    return c.json(viewOffer({ grant, ...found }), 200)
  })
  router.openapi(choose, async (c) => {
    const { grant, page_ids: pageIds } = c.req.valid('json')
    const { connected, refused } = await chooseConnections(
      needed(),
      ownerSeenBy(c.get('principal')),
      { grant, pageIds },
    )
    return c.json(
      {
        accounts: connected.map(viewConnected),
        refused: refused.map(({ pageId, error: { code, message } }) => ({
          page_id: pageId,
          code,
          message,
        })),
      },
      200,
    )
  })
  return router
}

/** Adds where browsers and programs come back to from Meta's dialog. */
function addWaysBack(router: Router, parts: WayBackParts): void {
  for (const route of [callback, callbackOfStores])
    router.openapi(route, async (c) => {
      const { state, code = null, error = null } = c.req.valid('query')
      return await comeBack(c, parts, { state, code, error })
    })
  router.openapi(confirm, async (c) => {
    const { state, code } = c.req.valid('form')
    return await endDialog(c, parts, { state, code, error: null })
  })
}
