import { z } from 'zod'
import { UnexpectedAnswerError } from '../errors.ts'
import { id, timestamp, webAddress } from '../graph-answers.ts'
import type { GraphCall } from '../graph-call.ts'
import type { OwnStory } from '../own-media-reader.ts'
import type { GraphConnection } from './connection.ts'
import { eachPage } from './paging.ts'

const Story = z.object({ id, permalink: webAddress, timestamp }).transform((story): OwnStory => ({
  platformId: story.id,
  storyId: storyIdIn(story.permalink),
  publishedAt: story.timestamp,
}))

/** Lists the live stories of an account; an answer without a readable one is refused. */
export async function listStories(
  connection: GraphConnection,
  call: GraphCall,
  platformId: string,
): Promise<readonly OwnStory[]> {
  const stories: OwnStory[] = []
  let listed = 0
  const query = { fields: 'id,permalink,timestamp' }
  const list = { path: `${platformId}/stories`, query, what: 'the list of stories' }
  for await (const { data } of eachPage(connection, call, list)) {
    listed += data.length
    stories.push(...data.flatMap((item) => Story.safeParse(item).data ?? []))
  }
  if (listed > 0 && stories.length === 0) {
    throw new UnexpectedAnswerError("Meta's list of stories has none that can be read")
  }
  return stories
}

/** `https://www.instagram.com/stories/{username}/{id}/`, with or without a query. */
const storyIdIn = (permalink: string | null): string | null =>
  /\/stories\/[^/?#]+\/(\d{1,30})(?:[/?#]|$)/.exec(permalink ?? '')?.[1] ?? null
