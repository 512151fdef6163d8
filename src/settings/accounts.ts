import { APP_VALUES, NEWEST_APP } from '../accounts/app-profiles.ts'
import { z } from 'zod'
import { setting } from './setting.ts'
import {
  activeHours,
  flag,
  hours,
  isCertificateFile,
  minutes,
  seconds,
  share,
  timeZone,
  wholeFrom,
} from './types.ts'

/** The maximum for one account in a day; a higher number would not limit anything. */
const MAX_REQUESTS = 1_000_000

const risk = 'Instagram may challenge or suspend accounts'

/** Up to twice the default, a limit is a choice; beyond it, a risk. */
export const accountSettings = {
  requestsPerHour: setting(
    'GRAMD_REQUESTS_PER_HOUR',
    wholeFrom(1, MAX_REQUESTS).default(30),
    'Maximum number of requests of one account in any 60 minutes.',
    { isCommon: true, unsafe: { above: 60, risk } },
  ),
  requestsPerDay: setting(
    'GRAMD_REQUESTS_PER_DAY',
    wholeFrom(1, MAX_REQUESTS).default(300),
    'Maximum number of requests of one account in any 24 hours.',
    { isCommon: true, unsafe: { above: 600, risk } },
  ),
  proxyRequestsPerHour: setting(
    'GRAMD_PROXY_REQUESTS_PER_HOUR',
    wholeFrom(1, MAX_REQUESTS).default(60),
    'Maximum number of requests through one proxy in any 60 minutes, for all its accounts ' +
      'together.',
    { unsafe: { above: 120, risk } },
  ),
  proxyRequestsPerDay: setting(
    'GRAMD_PROXY_REQUESTS_PER_DAY',
    wholeFrom(1, MAX_REQUESTS).default(600),
    'Maximum number of requests through one proxy in any 24 hours, for all its accounts together.',
    { unsafe: { above: 1_200, risk } },
  ),
  requestGapMinMs: setting(
    'GRAMD_REQUEST_GAP_MIN_SECONDS',
    seconds(0.01, 3_600).default(2_000),
    'Shortest pause between two requests of an account. Each pause is random between this and ' +
      'GRAMD_REQUEST_GAP_MAX_SECONDS.',
    { unsafe: { below: 1, risk } },
  ),
  requestGapMaxMs: setting(
    'GRAMD_REQUEST_GAP_MAX_SECONDS',
    seconds(0.01, 3_600).default(5_000),
    'Longest pause between two requests of an account.',
  ),
  rateLimitCooldownMs: setting(
    'GRAMD_RATE_LIMIT_COOLDOWN_MINUTES',
    minutes(0.01, 10_080).default(45 * 60_000),
    'Rest of an account after a rate limit; it doubles while the rate limit repeats.',
    { unsafe: { below: 15, risk } },
  ),
  loginGapMs: setting(
    'GRAMD_LOGIN_GAP_HOURS',
    hours(0.0001, 720).default(6 * 3_600_000),
    'Shortest time between two logins of an account.',
    { unsafe: { below: 1, risk } },
  ),
  loginsPerDay: setting(
    'GRAMD_LOGINS_PER_DAY',
    wholeFrom(1, 1_000).default(2),
    'Maximum number of logins of an account in any 24 hours.',
    {
      unsafe: { above: 4, risk },
    },
  ),
  activeHours: setting(
    'GRAMD_ACTIVE_HOURS',
    activeHours.optional(),
    'Time of day in which accounts send requests, such as 08:00-23:30; by default day and night.',
  ),
  activeHoursTimeZone: setting(
    'GRAMD_ACTIVE_HOURS_TIMEZONE',
    timeZone.default('UTC'),
    'Time zone of GRAMD_ACTIVE_HOURS for accounts without their own time zone.',
  ),
  breakerShare: setting(
    'GRAMD_BREAKER_SHARE',
    share.default(0.33),
    'Circuit breaker: if this share of the pool fails within ten minutes, the whole pool ' +
      'pauses for GRAMD_BREAKER_MINUTES. The cause is then probably gramd and not the accounts.',
  ),
  breakerMs: setting(
    'GRAMD_BREAKER_MINUTES',
    minutes(0.01, 10_080).default(30 * 60_000),
    'Length of the pause by the circuit breaker.',
  ),
  poolMinAccounts: setting(
    'GRAMD_POOL_MIN_ACCOUNTS',
    wholeFrom(0, 100_000).default(1),
    'With fewer accounts in service than this, gramd raises the alert pool_small ' +
      '(docs/notifications.md).',
  ),
  renewSessions: setting(
    'GRAMD_RENEW_SESSIONS',
    flag.default(true),
    'Whether gramd logs in and checks sessions automatically (docs/sessions.md). With false, ' +
      'you do: accounts, including new ones, wait as needs_login until you log them in.',
  ),
  replaceDeadProxies: setting(
    'GRAMD_REPLACE_DEAD_PROXIES',
    z.enum(['publish', 'all', 'none']).default('publish'),
    'For which accounts gramd replaces a dead proxy with a spare proxy of the same, known ' +
      'country: publish (those that publish), all, or none. The other accounts wait for a ' +
      'person.',
  ),
  proxyCheckTarget: setting(
    'GRAMD_PROXY_CHECK_TARGET',
    z
      .string()
      .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/, 'expected host:port')
      .default('example.com:443'),
    'Host and port for proxy checks. gramd opens a connection to it through the proxy and ' +
      'sends no data.',
  ),
  instagramSessionId: setting(
    'GRAMD_INSTAGRAM_SESSIONID',
    z.string().min(1).optional(),
    'A `sessionid` cookie. If the pool is empty, gramd imports that session with ' +
      'GRAMD_INSTAGRAM_PROXY_URL.',
    { isSecret: true },
  ),
  instagramProxyUrl: setting(
    'GRAMD_INSTAGRAM_PROXY_URL',
    z.string().min(1).optional(),
    'URL of the proxy for the account of GRAMD_INSTAGRAM_SESSIONID.',
    { isSecret: true },
  ),
  requestTimeoutMs: setting(
    'GRAMD_REQUEST_TIMEOUT_SECONDS',
    seconds(0.1, 600).default(20_000),
    'Timeout of a request to Instagram.',
  ),
  instagramAppVersion: setting(
    'GRAMD_INSTAGRAM_APP_VERSION',
    z
      .string()
      .regex(APP_VALUES.version, 'expected a version like 449.0.0.52.84')
      .default(NEWEST_APP.version),
    'App version of new logins. Set it, GRAMD_INSTAGRAM_APP_VERSION_CODE and ' +
      'GRAMD_INSTAGRAM_BLOKS_VERSION_ID together: three values of one build, all or none.',
  ),
  instagramAppVersionCode: setting(
    'GRAMD_INSTAGRAM_APP_VERSION_CODE',
    z
      .string()
      .regex(APP_VALUES.versionCode, 'expected the digits of a version code')
      .default(NEWEST_APP.versionCode),
    'Version code of the same app build.',
  ),
  instagramBloksVersionId: setting(
    'GRAMD_INSTAGRAM_BLOKS_VERSION_ID',
    z
      .string()
      .regex(APP_VALUES.bloksVersionId, 'expected 64 hexadecimal digits in lower case')
      .default(NEWEST_APP.bloksVersionId),
    'Bloks version id of the same app build.',
  ),
  instagramCaFile: setting(
    'GRAMD_INSTAGRAM_CA_FILE',
    z
      .string()
      .refine(isCertificateFile, 'expected a file with certificates in PEM that can be read')
      .optional(),
    'PEM file with an additional trusted certificate authority, for proxies that terminate TLS.',
  ),
}
