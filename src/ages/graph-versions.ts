import { ages } from './ages.ts'

/**
 * The version that gramd's requests and answers were written for. Later versions were not compared
 * with gramd, and this one does not end before mid-2028.
 */
export const DEFAULT_GRAPH_VERSION = 'v25.0'

export const GRAPH_CHANGELOG = 'https://developers.facebook.com/docs/graph-api/changelog'

/** Versions of Meta's Graph API, by the day of their release. */
export const GRAPH_VERSIONS = ages<string, string>(
  {
    title: "Versions of Meta's Graph API",
    about:
      'GRAPH_API_VERSION chooses one. Meta ends a version about two years after the release ' +
      'of the next one.',
    checkedOn: '2026-10-29',
    source: GRAPH_CHANGELOG,
    alert: null,
    pages:
      '`gramd doctor`, from 90 days before the end, and for a version that is not in this table',
    remedy: 'set GRAPH_API_VERSION to a later version',
    show: (releasedOn) => `released ${releasedOn}`,
  },
  {
    'v18.0': { value: '2023-09-12', endsOn: '2026-01-26' },
    'v19.0': { value: '2024-01-23', endsOn: '2026-05-21' },
    'v20.0': { value: '2024-05-21', endsOn: '2026-09-24' },
    'v21.0': { value: '2024-10-02', endsOn: '2027-01-21' },
    'v22.0': { value: '2025-01-21', endsOn: '2027-05-20' },
    'v23.0': { value: '2025-05-29', endsOn: '2027-10-08' },
    'v24.0': { value: '2025-10-08', endsOn: '2028-02-18' },
    'v25.0': { value: '2026-02-18', endsOn: '2028-07-29' },
    'v26.0': { value: '2026-07-29' },
    'v27.0': { value: '2026-11-04', checkedOn: '2026-11-04' },
  },
)
