import { tmpdir } from 'node:os'
import { removeDeadFolders, STALE_MS } from '../../../base/files/work-folder.ts'
import type { Services } from '../../services.ts'
import { incomingFolder } from './upload-files.ts'

/**
 * Removes folders of processes that were killed while they received files. A process of another
 * container cannot be looked up: its folders are checked once more when they must have been
 * touched.
 */
export async function removeFoldersOfTheDead({
  config,
  log,
}: Pick<Services, 'config' | 'log'>): Promise<void> {
  const remove = async (): Promise<void> => {
    try {
      for (const folder of [incomingFolder(config.uploadsFolder), tmpdir()])
        await removeDeadFolders(folder, new Date())
    } catch (error) {
      // They take room, and that is all: gramd starts without their removal.
      log.warn({ err: error }, 'could not remove the folders of uploads of a killed process')
    }
  }
  await remove()
  setTimeout(() => void remove(), STALE_MS + 10_000).unref()
}
