import type { Clock } from '../../base/clock.ts'
import type { GraphApi } from '../graph-api.ts'
import type { UseConnection } from '../reading/own-media.ts'

export type OfficialParts = {
  api: Pick<
    GraphApi,
    | 'createContainer'
    | 'container'
    | 'uploadVideo'
    | 'publishContainer'
    | 'publishingLimit'
    | 'comments'
    | 'comment'
    | 'deleteMedia'
    | 'media'
    | 'listMedia'
  >
  use: UseConnection
  clock: Pick<Clock, 'now'>
}
