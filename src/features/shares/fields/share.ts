/** The things that a link shows; a view is a CSV alone. */
export const SUBJECTS = ['creator', 'comparison', 'list', 'campaign', 'view'] as const
export type Subject = (typeof SUBJECTS)[number]

/** A page for people, or a CSV for spreadsheets. */
export const SHARE_KINDS = ['page', 'csv'] as const

/** The rows of a CSV: creators, or the posts and stories of a campaign. */
export const CSV_ROWS = ['members', 'results'] as const

/** The languages in which a report can be read are those of the console. */
export type Share = {
  id: string
  kind: (typeof SHARE_KINDS)[number]
  csv_rows: (typeof CSV_ROWS)[number]
  subject: Subject
  list_id: string | null
  view_id: string | null
  show_prices: boolean
  language: string | null
  password_hash: string | null
  ends_at: Date
  has_ended: boolean
}

/** The most creators of a link; a list may have more, of which the page shows these. */
export const MAX_CREATORS = 50
/** The longest life of a link. */
export const MAX_DAYS = 366
export const DEFAULT_DAYS = 30

/** The path of a link. */
export const sharePath = (token: string, kind: Share['kind'] = 'page'): string =>
  `/s/${token}${kind === 'csv' ? '.csv' : ''}`
