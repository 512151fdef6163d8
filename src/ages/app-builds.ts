import { ages, dayAfter } from './ages.ts'

/** The known facts of a build of Instagram's Android app. */
export type AppBuild = {
  /** The code in the app's User-Agent comes first, then those of its packages. */
  versionCodes: readonly string[]
  /** Null when no source has it. */
  bloksVersionId: string | null
  /** Day (UTC) of its release, as precisely as it is known. */
  releasedOn?: string
  /** Day on which Instagram was first seen to refuse its password logins. */
  loginsRefusedSince?: string
  /** Day on which Instagram was first seen to refuse all its requests. */
  requestsRefusedSince?: string
}

/**
 * Days after the release of a build until it counts as old. Instagram publishes a version about
 * every week, and has refused logins of one that was four months old.
 */
const OLD_AFTER_DAYS = 60

/** The day (UTC) from which a build of that release counts as old. */
export const oldFrom = (releasedOn: string): string => dayAfter(releasedOn, OLD_AFTER_DAYS)

function show({ releasedOn, loginsRefusedSince, requestsRefusedSince }: AppBuild): string {
  const known = [
    releasedOn && `released ${releasedOn}, old from ${oldFrom(releasedOn)}`,
    loginsRefusedSince && `logins refused since ${loginsRefusedSince}`,
    requestsRefusedSince && `all requests refused since ${requestsRefusedSince}`,
  ].filter(Boolean)
  return known.join(', ') || 'release day not known'
}

/**
 * Builds by version, oldest first. They only identify a build and support advice; gramd never tries
 * several, since each try would be a password login.
 */
export const APP_BUILDS = ages<AppBuild, string>(
  {
    title: "Builds of Instagram's Android app",
    about:
      'New logins say they come from the newest build of which all three values are known, or ' +
      `from that of GRAMD_INSTAGRAM_APP_VERSION. A build counts as old ${OLD_AFTER_DAYS} days ` +
      'after its release.',
    checkedOn: '2026-10-31',
    source: 'public reports of store listings and of clients that log in',
    alert: 'logins_refused',
    pages: '`gramd doctor`, the log at start, `/api/health`',
    remedy:
      'import a session (docs/sessions.md), or set the three values of a newer build ' +
      '(GRAMD_INSTAGRAM_APP_VERSION)',
    show,
  },
  {
    '222.0.0.13.114': {
      value: {
        versionCodes: ['350696709'],
        bloksVersionId: null,
        requestsRefusedSince: '2026-02-04',
      },
    },
    '269.0.0.18.75': {
      value: {
        versionCodes: ['314665256'],
        bloksVersionId: null,
        requestsRefusedSince: '2026-02-04',
      },
    },
    '347.0.0.43.109': { value: { versionCodes: ['614918025'], bloksVersionId: null } },
    '364.0.0.35.86': {
      value: {
        versionCodes: ['374010953'],
        bloksVersionId: '8ccf54aad76788a6ca03ddfc33afcdcf692f2f5a3ba814ea73d5facba7fa2c2d',
        loginsRefusedSince: '2026-09-11',
      },
    },
    '385.0.0.47.74': {
      value: {
        versionCodes: ['378906843'],
        bloksVersionId: 'a8973d49a9cc6a6f65a4997c10216ce2a06f65a517010e64885e92029bb19221',
        loginsRefusedSince: '2026-10-03',
      },
    },
    '428.0.0.47.67': {
      value: {
        versionCodes: ['961145276'],
        bloksVersionId: '7189b949425f9bf80ea8bd880cf5a3080b292d9b1c4b38a18d112f7c4b71e7a8',
        loginsRefusedSince: '2026-09-11',
      },
    },
    '434.0.0.44.74': { value: { versionCodes: ['996255552'], bloksVersionId: null } },
    '446.0.0.49.77': {
      value: {
        versionCodes: ['1061744178', '385211303'],
        bloksVersionId: '935a519904e9017324cdedb64a283a3c2c1a3d5b0bbc698b451f5aef72cc11df',
        releasedOn: '2026-09-10',
      },
    },
    '448.0.0.0.20': {
      value: {
        versionCodes: ['1065560286'],
        bloksVersionId: '0bc46a03e177bfc9bc8d611918815acf248fa9c77754d807d6a5951dc9ce9432',
        releasedOn: '2026-09-19',
      },
    },
    '449.0.0.52.84': {
      value: {
        versionCodes: ['1079242191'],
        bloksVersionId: '799db3e387d7a21a19c72918b8698b6cd28a1516ade363792c100ed45a0f9f0b',
        releasedOn: '2026-10-05',
      },
    },
  },
)
