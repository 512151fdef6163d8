export type StoredFile = {
  /** Where it lies until the request ends. */
  path: string
  /** As the client calls it: never use it as a path. */
  name: string
  type: string
  bytes: number
  sha256: Buffer
}

export type Upload = {
  fields: Record<string, string>
  /** The first of each name. */
  files: Record<string, StoredFile>
  /** All, in the order of the body. */
  all: { field: string; file: StoredFile }[]
}
