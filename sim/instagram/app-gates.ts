import { fail, plain, type Answer } from './answer.ts'

/** The oldest app versions that are accepted: by any endpoint, and by a password login. */
export type AppFloors = { requests: string; logins: string }

export const APP_FLOORS: AppFloors = { requests: '300.0.0.0.0', logins: '445.0.0.0.0' }

/** Checks of the app version; the floors can be changed at run time. */
export type AppGates = {
  floors: AppFloors
  /** The refusal of a version below the floor; null for an accepted or missing version. */
  refuseRequest(version: string | null): Answer | null
  refuseLogin(version: string | null): Answer | null
}

/** The refusals of a version, used in turn. */
const UNSUPPORTED: readonly (() => Answer)[] = [
  () =>
    fail(400, {
      message: 'checkpoint_required',
      checkpoint_url: 'https://i.instagram.com/web/unsupported_version/',
      lock: false,
      flow_render_type: 0,
    }),
  () =>
    fail(400, {
      message: 'challenge_required',
      challenge: {
        url: 'https://i.instagram.com/web/unsupported_version/',
        api_path: '/challenge/',
        hide_webview_header: false,
        lock: true,
        logout: false,
        native_flow: false,
        flow_render_type: 4,
      },
    }),
  () => plain(467, 'Unsupported'),
]

const needsUpgrade = (): Answer =>
  fail(400, {
    message:
      'Your version of Instagram is out of date. Please upgrade your app to log in to Instagram.',
    error_type: 'needs_upgrade',
  })

export function createAppGates(floors: AppFloors): AppGates {
  let refused = 0
  const gates: AppGates = {
    floors,
    refuseRequest(version) {
      if (version === null || !isBelow(version, gates.floors.requests)) return null
      refused += 1
      return UNSUPPORTED[(refused - 1) % UNSUPPORTED.length]?.() ?? null
    },
    refuseLogin: (version) =>
      version !== null && isBelow(version, gates.floors.logins) ? needsUpgrade() : null,
  }
  return gates
}

/** The app version in a User-Agent, `Instagram 449.0.0.52.84 Android (…)`; null for others. */
export const appVersionIn = (userAgent: string | undefined): string | null =>
  /^Instagram (\d+(?:\.\d+){4}) Android/.exec(userAgent ?? '')?.[1] ?? null

/** Compares versions part by part. */
export function isBelow(version: string, floor: string): boolean {
  const [parts, least] = [version, floor].map((text) => text.split('.').map(Number))
  const first = parts?.findIndex((part, n) => part !== least?.[n]) ?? -1
  return first !== -1 && (parts?.[first] ?? 0) < (least?.[first] ?? 0)
}
