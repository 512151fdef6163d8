import { fault, textMatching } from '../../../http/fault.ts'
import { ConnectionReference } from '../../connection-reference.ts'
import { beginConnecting } from '../../../connections/begin.ts'
import { chooseConnections, offeredChoices } from '../../../connections/choose.ts'
import { NotConnectedError } from '../../../connections/errors.ts'
import type { Connections } from '../../../connections/parts.ts'
import { ownerOfNew, ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { BROWSER_COOKIE } from '../come-back.ts'
import { ConnectedView, Offer, viewConnected, viewOffer } from '../connecting-view.ts'
import { LOGINS } from '../connection-view.ts'
import { tags } from './accounts.ts'
import { wayBackOperations, WRONG_END } from './ways-back.ts'

type Parts = Pick<Services, 'connections' | 'config'>

const operation = operationsFor<Parts>()

/** The same secret as in the cookie, when the console asks for the address of the dialog. */
const BROWSER_HEADER = 'x-gramd-browser'
const MAX_PAGES = 200

const DialogQuery = z.strictObject({
  login: z.enum(LOGINS).optional().openapi({
    description:
      'facebook: accounts with a Facebook page; may be left out where one login is configured',
  }),
  account: ConnectionReference.optional().openapi({
    description: 'A connected account, to authorize it again',
  }),
  rights: textMatching(
    z.string(),
    /^[a-z_]+(,[a-z_]+)*$/,
    fault('wrong_format', 'expected names of rights, separated by commas'),
  )
    .optional()
    .openapi({ description: 'Refused rights to ask for again, instead of all' }),
})

const DialogHeaders = z.object({
  [BROWSER_HEADER]: textMatching(
    z.string(),
    /^[A-Za-z0-9_-]{43}$/,
    fault('wrong_format', 'expected 32 bytes in base64url'),
  )
    .optional()
    .openapi({
      description: `Binds the way back to the browser that has this value in its cookie ${BROWSER_COOKIE}`,
    }),
})

const ConnectingAddress = z
  .object({ url: z.string(), state: z.string(), expiresAt: Timestamp })
  .openapi('ConnectingAddress')

const ConnectingChoice = z
  .strictObject({
    grant: z.string().min(1).max(100),
    pageIds: z
      .array(z.string().regex(/^\d{1,30}$/))
      .min(1)
      .max(MAX_PAGES),
  })
  .openapi('ConnectingChoice')

const ConnectedAccounts = z
  .object({
    accounts: z.array(ConnectedView),
    refused: z.array(z.object({ pageId: z.string(), code: z.string(), message: z.string() })),
  })
  .openapi('ConnectedAccounts')

/**
 * Operations that connect an account: by a dialog of Meta's that leads back here, and a choice of
 * pages.
 */
export const connectingOperations = {
  beginConnecting: operation.get({
    path: '/api/ig/auth/url',
    access: 'own:write',
    tags,
    summary: 'The address at which an owner lets gramd read an account',
    description:
      'Open it within ten minutes in the browser in which the owner is signed in to Meta; it ' +
      'leads back to gramd, which then names the account.',
    query: DialogQuery,
    headers: DialogHeaders,
    answer: ConnectingAddress,
    success: 'The address',
    refusals: { 404: 'No such connected account of yours', 409: WRONG_END },
    hasSecret: true,
    async run({ query: { login, account, rights } }, { connections }, { principal, http }) {
      const { url, state, expiresAt } = await beginConnecting(needed(connections), {
        ownerId: ownerOfNew(principal),
        ownerScope: ownerScopeOf(principal),
        login: login ?? null,
        connectionId: account ?? null,
        rights: rights?.split(',') ?? [],
        browser: http.req.header(BROWSER_HEADER) ?? null,
      })
      return { url, state, expiresAt }
    },
  }),

  ...wayBackOperations,

  listConnectingChoices: operation.get({
    path: '/api/ig/auth/choose',
    access: 'own:write',
    tags,
    summary: 'The pages that the dialog left to choose from',
    query: z.strictObject({ grant: z.string().min(1).max(100) }),
    answer: Offer,
    success: 'The pages',
    refusals: { 404: WRONG_END, 409: WRONG_END },
    hasSecret: true,
    async run({ query: { grant } }, { connections }, { principal }) {
      const found = await offeredChoices(needed(connections), ownerScopeOf(principal), grant)
      return viewOffer({ grant, ...found })
    },
  }),

  chooseConnectingPages: operation.act({
    path: '/api/ig/auth/choose',
    access: 'own:write',
    tags,
    summary: 'Connect the accounts of these pages; they can be chosen once, within 15 minutes',
    body: ConnectingChoice,
    answer: ConnectedAccounts,
    success: 'What was connected',
    refusals: { 404: WRONG_END },
    async run({ body: { grant, pageIds } }, { connections }, { principal }) {
      const choice = { grant, pageIds }
      const owner = ownerScopeOf(principal)
      const { connected, refused } = await chooseConnections(needed(connections), owner, choice)
      return {
        accounts: connected.map(viewConnected),
        refused: refused.map(({ pageId, error: { code, message } }) => ({
          pageId,
          code,
          message,
        })),
      }
    },
  }),
}

function needed(connections: Connections | null): Connections {
  if (!connections) throw new NotConnectedError('login_not_configured')
  return connections
}
