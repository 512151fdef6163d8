import { APP_VALUES, NEWEST_APP } from '../accounts/app-profiles.ts'
import { z } from 'zod'
import { setting } from './setting.ts'
import {
  activeHours,
  count,
  flag,
  hours,
  isReadable,
  minutes,
  seconds,
  share,
  timeZone,
  whole,
} from './types.ts'

const risk = 'Instagram may challenge or suspend accounts'

/** Twice the default is where a limit stops being a choice and becomes a risk. */
export const accountSettings = {
  requestsPerHour: setting(
    'GRAMD_REQUESTS_PER_HOUR',
    count.default(30),
    'Requests that one account may send in any 60 minutes.',
    { isCommon: true, unsafe: { above: 60, risk } },
  ),
  requestsPerDay: setting(
    'GRAMD_REQUESTS_PER_DAY',
    count.default(300),
    'Requests that one account may send in any 24 hours.',
    { isCommon: true, unsafe: { above: 600, risk } },
  ),
  proxyRequestsPerHour: setting(
    'GRAMD_PROXY_REQUESTS_PER_HOUR',
    count.default(60),
    'Requests through one proxy in any 60 minutes, whatever accounts use it.',
    { unsafe: { above: 120, risk } },
  ),
  proxyRequestsPerDay: setting(
    'GRAMD_PROXY_REQUESTS_PER_DAY',
    count.default(600),
    'Requests through one proxy in any 24 hours, whatever accounts use it.',
    { unsafe: { above: 1_200, risk } },
  ),
  requestGapMinMs: setting(
    'GRAMD_REQUEST_GAP_MIN_SECONDS',
    seconds.default(2_000),
    'Shortest pause between two requests of an account; each pause is a random time up to GRAMD_REQUEST_GAP_MAX_SECONDS.',
    { unsafe: { below: 1, risk } },
  ),
  requestGapMaxMs: setting(
    'GRAMD_REQUEST_GAP_MAX_SECONDS',
    seconds.default(5_000),
    'Longest pause between two requests of an account.',
  ),
  rateLimitRestMs: setting(
    'GRAMD_RATE_LIMIT_REST_MINUTES',
    minutes.default(45 * 60_000),
    'Rest of an account after a rate limit; it doubles while that repeats.',
    { unsafe: { below: 15, risk } },
  ),
  loginGapMs: setting(
    'GRAMD_LOGIN_GAP_HOURS',
    hours.default(6 * 3_600_000),
    'Shortest time between two logins of an account.',
    { unsafe: { below: 1, risk } },
  ),
  loginsPerDay: setting(
    'GRAMD_LOGINS_PER_DAY',
    count.default(2),
    'The most logins of an account in any 24 hours.',
    {
      unsafe: { above: 4, risk },
    },
  ),
  activeHours: setting(
    'GRAMD_ACTIVE_HOURS',
    activeHours.optional(),
    'Times of the day between which accounts send anything, as in 08:00-23:30; without it, day and night.',
  ),
  activeHoursTimeZone: setting(
    'GRAMD_ACTIVE_HOURS_TIMEZONE',
    timeZone.default('UTC'),
    'The time zone of accounts that have none of their own.',
  ),
  brakeShare: setting(
    'GRAMD_BRAKE_SHARE',
    share.default(0.33),
    'When this share of the pool fails within ten minutes, all of it pauses for GRAMD_BRAKE_MINUTES: the cause is then more likely gramd than the accounts.',
  ),
  brakeMs: setting(
    'GRAMD_BRAKE_MINUTES',
    minutes.default(30 * 60_000),
    'How long the pool pauses when many accounts fail at once.',
  ),
  poolMinAccounts: setting(
    'GRAMD_POOL_MIN_ACCOUNTS',
    whole.nonnegative('expected a whole number from 0').default(1),
    'Fewer accounts in service than this raise the alert pool_small (docs/notifications.md).',
  ),
  renewSessions: setting(
    'GRAMD_RENEW_SESSIONS',
    flag.default(true),
    'Whether gramd logs in and checks sessions by itself (docs/sessions.md). With false a person does: new accounts too wait as needs_login until somebody logs them in.',
  ),
  replaceDeadProxies: setting(
    'GRAMD_REPLACE_DEAD_PROXIES',
    flag.default(false),
    'Whether a dead proxy is replaced by a spare of its country. With false, its accounts wait for a person.',
  ),
  proxyCheckTarget: setting(
    'GRAMD_PROXY_CHECK_TARGET',
    z
      .string()
      .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/, 'expected host:port')
      .default('example.com:443'),
    'Where a proxy is checked by opening a connection, without sending anything through it.',
  ),
  instagramSessionId: setting(
    'GRAMD_INSTAGRAM_SESSIONID',
    z.string().min(1).optional(),
    'A `sessionid` cookie to begin with: imported when there is no account yet, with GRAMD_INSTAGRAM_PROXY_URL.',
    { isSecret: true },
  ),
  instagramProxyUrl: setting(
    'GRAMD_INSTAGRAM_PROXY_URL',
    z.string().min(1).optional(),
    'The proxy to use that cookie through.',
    { isSecret: true },
  ),
  requestTimeoutMs: setting(
    'GRAMD_REQUEST_TIMEOUT_SECONDS',
    seconds.default(20_000),
    'After this time without an answer a request has failed.',
  ),
  instagramAppVersion: setting(
    'GRAMD_INSTAGRAM_APP_VERSION',
    z
      .string()
      .regex(APP_VALUES.version, 'expected a version like 449.0.0.52.84')
      .default(NEWEST_APP.version),
    'Version of the app that new logins use. Set it, GRAMD_INSTAGRAM_APP_VERSION_CODE and GRAMD_INSTAGRAM_BLOKS_VERSION_ID together: three values of one build, all or none.',
  ),
  instagramAppVersionCode: setting(
    'GRAMD_INSTAGRAM_APP_VERSION_CODE',
    z
      .string()
      .regex(APP_VALUES.versionCode, 'expected the digits of a version code')
      .default(NEWEST_APP.versionCode),
    'Version code of that app.',
  ),
  instagramBloksVersionId: setting(
    'GRAMD_INSTAGRAM_BLOKS_VERSION_ID',
    z
      .string()
      .regex(APP_VALUES.bloksVersionId, 'expected 64 hexadecimal digits in lower case')
      .default(NEWEST_APP.bloksVersionId),
    'Bloks version of that app.',
  ),
  instagramCaFile: setting(
    'GRAMD_INSTAGRAM_CA_FILE',
    z.string().refine(isReadable, 'expected a file that can be read').optional(),
    'PEM file with a certificate authority to trust beside the usual ones, for proxies that end TLS.',
  ),
}
