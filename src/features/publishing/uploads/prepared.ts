import type { UploadFacts } from './measures.ts'

/** A file on disk, not yet at its place. */
export type NewFile = { path: string; bytes: number; sha256: Buffer }

/** A file as it may be sent, with what was done to it. */
export type Prepared = UploadFacts &
  NewFile & {
    mediaType: MediaType
    /** Harmless changes of what the user gave, by their names. */
    conversions: readonly string[]
    /** Changes that the platform may make and that users should know. */
    warnings: readonly string[]
    /** Other findings about the file. */
    details: object
  }

export const EXTENSIONS = {
  'image/jpeg': 'jpg',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
} as const
export type MediaType = keyof typeof EXTENSIONS
