import type { Account } from '../account.ts'
import type { Answer } from '../answer.ts'
import type { Arrival, Referee } from '../referee/referee.ts'
import type { PublishingWatch } from '../../publishing/referee.ts'
import type { PublishBook } from './book.ts'
import { isPassing, type Refusal, type UploadFault } from './faults.ts'

/** Publishing the same twice on one account within this time is a mistake. */
const SAME_POST_MS = 24 * 3_600_000

type Watched = { referee: Referee; publishing: PublishBook }

/** Before an upload or a configure with this id is processed. */
export function judgeBeginning(
  { referee, publishing }: Watched,
  arrival: Arrival,
  account: Account,
  uploadId: string,
): void {
  const { unresolved } = publishing.of(account)
  const isUpload = arrival.endpointClass === 'upload'
  if (unresolved === null || (!isUpload && unresolved === uploadId)) return
  const what = isUpload ? 'an upload' : 'a configure with other ids'
  referee.judgePublishing(
    arrival,
    'began_before_look_up',
    `${what} although nobody looked what became of ${unresolved}`,
  )
}

/** After a configure: whether its client knows how it ended. */
export function rememberEnd(
  { publishing }: Watched,
  account: Account,
  uploadId: string,
  { status, body, delivery = 'whole' }: Answer,
): void {
  const isKnown =
    delivery === 'whole' && status < 500 && (status !== 200 || /"media"|"message"/.test(body))
  publishing.of(account).unresolved = isKnown ? null : uploadId
}

/**
 * Tells of a request that brings files or makes a post, and of a refusal that passes; gives what it
 * is refused with.
 */
export function takeFault<Fault extends UploadFault | Refusal>(
  { publishingWatch }: { publishingWatch: PublishingWatch | null },
  { at }: Pick<Arrival, 'at'>,
  request: { account: Account; caption: string | null; take: () => Fault | undefined },
): Fault | undefined {
  const tried = { account: request.account.username, caption: request.caption, at }
  publishingWatch?.tried(tried)
  const fault = request.take()
  if (fault && isPassing(fault)) publishingWatch?.refused(tried)
  return fault
}

/** A new post of these files and this caption. */
export function judgePost(
  { referee, publishing }: Watched,
  arrival: Arrival,
  account: Account,
  { files, caption }: { files: readonly string[]; caption: string },
): void {
  const before = publishing
    .of(account)
    .posts.find(
      (post) =>
        post.at > arrival.at - SAME_POST_MS &&
        post.form['caption'] === caption &&
        post.files.join(' ') === files.join(' '),
    )
  if (!before) return
  referee.judgePublishing(arrival, 'published_twice', `the same as the post ${before.pk}`)
}
