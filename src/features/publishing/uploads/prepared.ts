import type { UploadFacts } from './measures.ts'

/** A file on disk, not yet at its place. */
export type NewFile = { path: string; bytes: number; sha256: Buffer }

/** A file as it may be sent, with what was done to it. */
export type Prepared = UploadFacts &
  NewFile & {
    mediaType: MediaType
    /** Harmless changes of what the user gave, by their names. */
    conversions: readonly string[]
    /** What the platform may do with it that users should know. */
    warnings: readonly string[]
    /** What else was found in it. */
    details: object
  }

export const EXTENSIONS = {
  'image/jpeg': 'jpg',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
} as const
export type MediaType = keyof typeof EXTENSIONS
