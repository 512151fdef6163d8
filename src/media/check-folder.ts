import { constants, existsSync } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { codeOf } from '../base/errors.ts'

/** Linux's codes of file systems in memory. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6])

export type FolderState = {
  path: string
  freeBytes: number
  /** The code of the reason why nothing can be written there; null if it can. */
  refusal: string | null
  isInMemory: boolean
}

/** Checks whether files can be stored in a folder, or the folder be created; changes nothing. */
export async function lookAtFolder(folder: string): Promise<FolderState> {
  const path = resolve(folder)
  let nearest = path
  while (!existsSync(nearest)) nearest = dirname(nearest)
  const { bavail, bsize, type } = await statfs(nearest)
  return {
    path,
    freeBytes: bavail * bsize,
    refusal: await refusalOf(nearest),
    isInMemory: IN_MEMORY.has(type),
  }
}

async function refusalOf(folder: string): Promise<string | null> {
  try {
    await access(folder, constants.W_OK | constants.X_OK)
    return (await stat(folder)).isDirectory() ? null : 'ENOTDIR'
  } catch (error) {
    return codeOf(error) ?? 'unknown'
  }
}
