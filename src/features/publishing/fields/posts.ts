export const POST_TYPES = ['photo', 'reel', 'carousel'] as const

/** A place at Instagram. */
type PostLocation = {
  platform_id: string
  name: string
  address: string
  lat: number | null
  lng: number | null
}

export type PostFields = {
  type: (typeof POST_TYPES)[number]
  caption: string
  /** The language that the author chose; null: the language that gramd detects. */
  language: string | null
  /** Languages and ids of accounts that get the caption as it is written. */
  as_is: string[]
  requires_review: boolean
  is_urgent: boolean
  first_comment: string | null
  location: PostLocation | null
  collaborators: string[]
  shares_to_feed: boolean
  cover_at_ms: number | null
  cover_upload_id: string | null
}

/**
 * The fields of a post that people write, by column of `posts`, with the value in a new post that
 * names none. The columns that the store reads, what a new post may leave out, and the fields of an
 * answer follow from this table; the compiler asks for the schema of each of them (`post-view.ts`).
 */
export const POST_FIELDS = {
  /** The type follows from the files. */
  type: {},
  caption: { default: '' },
  language: { default: null },
  as_is: { default: [] },
  requires_review: { default: false },
  is_urgent: { default: false },
  first_comment: { default: null },
  location: { default: null },
  collaborators: { default: [] },
  shares_to_feed: { default: true },
  cover_at_ms: { default: null },
  cover_upload_id: { default: null },
} as const satisfies { [Name in keyof PostFields]: { default?: Readonly<PostFields[Name]> } }

export type PostField = keyof typeof POST_FIELDS

/** The fields that a new post may leave out because they have a value of their own. */
export type PostFieldWithDefault = {
  [Name in PostField]: (typeof POST_FIELDS)[Name] extends { default: unknown } ? Name : never
}[PostField]

export const POST_FIELD_NAMES: readonly PostField[] = Object.keys(POST_FIELDS).filter(
  (name): name is PostField => name in POST_FIELDS,
)

/** Returns the fields of a post out of a row with more. */
export const postFieldsOf = (row: PostFields): PostFields =>
  // Of all names, so that none is missing.
  Object.fromEntries(POST_FIELD_NAMES.map((name) => [name, row[name]])) as PostFields
