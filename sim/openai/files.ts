import type { Clock } from '../../src/base/clock.ts'
import { notFound } from './api-error.ts'
import { digest } from './draw.ts'

type FilePurpose = 'batch' | 'batch_output'

/** A stored file. Times are ms of world time. */
export type StoredFile = {
  id: string
  filename: string
  purpose: FilePurpose
  content: Buffer<ArrayBuffer>
  createdAt: number
  expiresAt: number
}

type NewFile = {
  filename: string
  purpose: FilePurpose
  content: Buffer<ArrayBuffer>
  /** World time; now when absent. */
  createdAt?: number
  /** Thirty days when absent. */
  expiresAfterSeconds?: number | undefined
}

/** The files of the one project that the stand-in knows. A file that has expired is as absent as a deleted one. */
export type FileStore = {
  add(file: NewFile): StoredFile
  find(id: string): StoredFile | undefined
  /** Throws the API's 404 when there is none. */
  get(id: string): StoredFile
  remove(id: string): void
  /** All files, newest first. */
  all(): StoredFile[]
}

const DEFAULT_EXPIRY_SECONDS = 30 * 24 * 3600

export function createFileStore(seed: string, clock: Clock): FileStore {
  const files = new Map<string, StoredFile>()
  let count = 0

  const find = (id: string): StoredFile | undefined => {
    const file = files.get(id)
    if (file && file.expiresAt <= clock.now().getTime()) files.delete(id)
    return files.get(id)
  }

  return {
    add({ expiresAfterSeconds, ...file }) {
      const createdAt = file.createdAt ?? clock.now().getTime()
      count += 1
      // With the time in it, an id of an earlier start of the same seed stays unknown.
      const id = `file-${digest(seed, 'file', count, createdAt).slice(0, 24)}`
      const expiresAt = createdAt + (expiresAfterSeconds ?? DEFAULT_EXPIRY_SECONDS) * 1000
      const stored = { ...file, id, createdAt, expiresAt }
      files.set(id, stored)
      return stored
    },
    find,
    get(id) {
      const file = find(id)
      if (file) return file
      throw notFound(`No such File object: ${id}`, 'id')
    },
    remove: (id) => void files.delete(id),
    all: () =>
      [...files.keys()]
        .map(find)
        .filter((file) => file !== undefined)
        .reverse(),
  }
}

/** A file as the API shows it. */
export const fileObject = (file: StoredFile) => ({
  id: file.id,
  object: 'file' as const,
  bytes: file.content.length,
  created_at: Math.floor(file.createdAt / 1000),
  expires_at: Math.floor(file.expiresAt / 1000),
  filename: file.filename,
  purpose: file.purpose,
  status: 'processed' as const,
  status_details: null,
})
