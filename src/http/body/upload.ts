export type StoredFile = {
  /** Where the file lies on disk until the request ends. */
  path: string
  /** The file name that the client sent: never use it as a path. */
  name: string
  type: string
  bytes: number
  sha256: Buffer
}

export type Upload = {
  fields: Record<string, string>
  /** The first file of each field name. */
  files: Record<string, StoredFile>
  /** All files, in the order of the body. */
  all: { field: string; file: StoredFile }[]
}
