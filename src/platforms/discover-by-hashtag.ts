import type { HashtagAuthor } from './port.ts'
import type { HashtagProgress } from './scrape-progress.ts'
import type { Steps } from './steps.ts'

/** Pages without a single post follow each other when a hashtag is restricted. */
const MAX_PAGES = 20

/** The authors of the top `limit` posts, each once, in order of their best post. */
export async function discoverByHashtag(
  tag: string,
  limit: number,
  steps: Steps<HashtagProgress>,
): Promise<{ authors: HashtagAuthor[]; requests: number }> {
  const { progress } = steps
  for (let pages = 0; !progress.isDone && pages < MAX_PAGES; pages++) {
    const { cursor } = progress
    const page = await steps.request((session) => session.fetchHashtagTop(tag, cursor))
    const counted = page.authors.slice(0, limit - progress.posts)
    progress.posts += counted.length
    progress.authors = distinctAuthors([...progress.authors, ...counted])
    progress.cursor = page.next
    progress.isDone = page.next === null || progress.posts >= limit
    await steps.save()
  }
  return { authors: progress.authors, requests: progress.requests }
}

function distinctAuthors(authors: HashtagAuthor[]): HashtagAuthor[] {
  const byId = new Map<string, HashtagAuthor>()
  for (const author of authors) {
    if (!byId.has(author.platformId)) byId.set(author.platformId, author)
  }
  return [...byId.values()]
}
