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
  /** World time; now by default. */
  createdAt?: number
  /** Thirty days by default. */
  expiresAfterSeconds?: number | undefined
}

/** The files of one project. An expired file is like a deleted one. */
export type FileStore = {
  add(file: NewFile): StoredFile
  find(id: string): StoredFile | undefined
  /** Throws the API's 404 for an unknown file. */
  get(id: string): StoredFile
  remove(id: string): void
  /** Newest first. */
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
      // The time makes ids of an earlier start with the same seed unknown.
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

/** A file as the API returns it. */
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
