import { endSession } from '../account.ts'
import { ok } from '../answer.ts'
import type { Route } from './route.ts'

/** Calls of the app before and after a login; their answers hardly matter. */
const BEFORE_OR_AFTER = [
  'accounts/read_msisdn_header',
  'accounts/msisdn_header_bootstrap',
  'accounts/contact_point_prefill',
  'accounts/get_prefill_candidates',
  'accounts/process_contact_point_signals',
  'zr/token/result',
  'attribution/log_attribution',
]

const AFTER = [
  'attribution/log_resurrect_attribution',
  'loom/fetch_config',
  'linked_accounts/get_linkage_status',
  'feed/timeline',
  'feed/reels_tray',
  'fbsearch/suggested_searches',
  'fbsearch/recent_searches',
  'direct_v2/ranked_recipients',
  'direct_v2/get_presence',
  'media/blocked',
  'qp/batch_fetch',
  'qp/get_cooldowns',
  'users/arlink_download_info',
  'discover/topical_explore',
  'discover/mark_su_seen',
  'facebook_ota',
  'status/get_viewable_statuses',
]

export const loginFlowRoutes: Route[] = [
  // These two calls return the key that encrypts the password.
  ...['qe/sync', 'launcher/sync'].map((path): Route => ({
    ...plainRoute(path, false),
    answer: (_request, { loginKey }) => ok({}, loginKey.headers),
  })),
  ...BEFORE_OR_AFTER.map((path) => plainRoute(path, false)),
  ...AFTER.map((path) => plainRoute(path, true)),
  {
    ...plainRoute('direct_v2/inbox', true),
    answer: () => ok({ inbox: { has_older: false, oldest_cursor: null, threads: [] }, seq_id: 0 }),
  },
  {
    ...plainRoute('accounts/logout', true),
    answer({ account, session }) {
      if (account && session) endSession(account, session)
      return ok()
    },
  },
]

function plainRoute(path: string, needsSession: boolean): Route {
  return {
    method: 'ANY',
    path: new RegExp(`^/api/v1/${path}/$`),
    endpointClass: 'login_flow',
    needsSession,
    answer: () => ok(),
  }
}
