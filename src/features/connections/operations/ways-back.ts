import { operationsFor } from '../../../http/operations/verbs.ts'
import { problem, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { CALLBACK_PATH, comeBack, endDialog, type WayBackParts } from '../come-back.ts'
import { CONFIRM_PATH } from '../pages/dialog/confirmation-page.ts'
import { ConnectedView, Offer } from '../connecting-view.ts'
import { tags } from './accounts.ts'

type Parts = Pick<Services, 'connections'> & { config: Pick<Services['config'], 'publicUrl'> }

const operation = operationsFor<Parts>()

/** Anybody may send it: the longest state and code fit, percent-encoded. */
const MAX_CONFIRM_BYTES = 8 * 1024

export const WRONG_END = 'It was not connected; `code` says why, and `detail` what to do'

const wrongEnd = problem(WRONG_END)
const wrongEndOrPage = {
  ...wrongEnd,
  content: { ...wrongEnd.content, 'text/html': { schema: z.string() } },
}

const SUCCESS = { success: z.literal(true) }

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

const wayBack = (path: `/${string}`) =>
  operation.raw({
    method: 'get',
    path,
    access: 'open',
    tags,
    summary: 'Where Meta’s dialog leads back to',
    description:
      'The state says who began the dialog, and counts once. A dialog that was begun with the ' +
      'secret of a browser ends in that browser only; any other one asks the person who ' +
      'granted access first who will own the connection: a browser by a page, a program by ' +
      '409 owner_unconfirmed. A browser gets a page, or is led to the console if the dialog ' +
      'was begun there.',
    // Meta and browsers add what they like.
    query: z.object({
      state: z.string().max(200).default(''),
      code: z.string().max(2_000).optional(),
      error: z.string().max(200).optional(),
    }),
    responses: { ...ENDS, 303: { description: 'To the console' } },
    async run({ query: { state, code = null, error = null } }, services, { http }) {
      return await comeBack(http, partsOf(services), { state, code, error })
    },
  })

/** Operations to which browsers and programs return from Meta's dialog. */
export const wayBackOperations = {
  finishConnecting: wayBack(CALLBACK_PATH),

  /** The same by the name that it has among the paths of stores; Meta leads to the other one. */
  finishConnectingStore: wayBack('/api/instagram/auth/callback'),

  confirmConnecting: operation.raw({
    method: 'post',
    path: CONFIRM_PATH,
    access: 'open',
    tags,
    summary: 'End a dialog that a program began, as the person who granted access',
    description:
      'The page of the way back sends this. The code is Meta’s, which the browser of that ' +
      'person alone has.',
    form: {
      schema: z.object({ state: z.string().min(1).max(200), code: z.string().min(1).max(2_000) }),
      maxBytes: MAX_CONFIRM_BYTES,
    },
    responses: ENDS,
    run: async ({ body: { state, code } }, services, { http }) =>
      await endDialog(http, partsOf(services), { state, code, error: null }),
  }),
}

const partsOf = ({ connections, config }: Parts): WayBackParts => ({
  connections,
  publicUrl: config.publicUrl,
})
